import { createHash, timingSafeEqual } from 'node:crypto'
import { Fault } from '../../base/fault.ts'
import type { Config } from '../config/index.ts'
import type { MetricsPage } from '../observe/metrics/metrics.ts'
import { OciError } from '../oci/index.ts'
import type { Middleware } from './message.ts'

const PATH = '/extensions/v2/metrics'

/** Answers OpenShift's route of the metrics, for who knows the secret. Throws a Fault where there is none to know. */
export function metricsGate(
  { enabled, secret }: Config['openshift']['metrics'],
  metrics: { page(): Promise<MetricsPage> } | undefined,
): Middleware {
  if (!enabled || metrics === undefined) return next => next
  if (secret === '') {
    const message = 'openshift.metrics.secret field cannot be empty when metrics are enabled'
    throw new Fault(`config: ${message}`)
  }
  const isRight = sameAs(`Bearer ${secret}`)
  return next =>
    async function metricsGate(request) {
      if (request.path !== PATH) return next(request)
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        throw new OciError('UNSUPPORTED', { headers: { Allow: 'GET, HEAD' } })
      }
      if (!isRight(request.headers['authorization'] ?? '')) {
        const headers = { 'WWW-Authenticate': 'Bearer realm="metrics"' }
        throw new OciError('UNAUTHORIZED', { headers })
      }
      const { contentType, text } = await metrics.page()
      const body = Buffer.from(text)
      const headers = { 'Content-Type': contentType, 'Content-Length': body.length }
      return { status: 200, headers, body }
    }
}

/** Compares in a time that tells nothing, not even of the length. */
function sameAs(secret: string): (presented: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const right = digest(secret)
  return presented => timingSafeEqual(digest(presented), right)
}
