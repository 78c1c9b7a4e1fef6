import { OciError } from '../oci/index.ts'
import type { Middleware, Reply } from './message.ts'

const HEALTHY: Reply = {
  status: 200,
  headers: { 'Cache-Control': 'no-cache', 'Content-Length': 0 },
}

/** Answers probes at `/` and `/healthz`, and refuses everything while a health check fails. */
export function healthGate(isHealthy: () => boolean): Middleware {
  return next =>
    async function healthGate(request) {
      if (!isHealthy()) {
        throw new OciError('UNAVAILABLE', {
          detail: 'health check failed: please see /debug/health',
        })
      }
      if (request.path === '/' || request.path === '/healthz') return HEALTHY
      return next(request)
    }
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses whatever would change the storage. */
export function readOnlyGate(isReadOnly: boolean): Middleware {
  return next =>
    async function readOnlyGate(request) {
      if (isReadOnly && !READS.has(request.method)) {
        throw new OciError('UNSUPPORTED', { because: 'the registry is read-only' })
      }
      return next(request)
    }
}
