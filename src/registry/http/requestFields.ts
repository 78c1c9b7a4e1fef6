import type { IncomingMessage } from 'node:http'
import type { Fields } from '../observe/log.ts'
import { masked } from '../observe/masked.ts'
import type { OciError } from '../oci/index.ts'
import type { Operation } from './operation.ts'

/** What the log says of a request as it was sent. */
export function requestFields({ headers, method, url }: IncomingMessage): Fields {
  return {
    'http.request.method': method,
    'http.request.host': headers.host,
    'http.request.uri': url && masked(url),
    'http.request.referer': headers.referer && masked(headers.referer),
    'http.request.useragent': headers['user-agent'],
    'http.request.contenttype': headers['content-type'],
  }
}

/** What the log says of what was asked for. */
export function operationFields(operation: Operation): Fields {
  const reference = 'reference' in operation ? operation.reference : undefined
  return {
    'vars.name': 'repository' in operation ? operation.repository : undefined,
    'vars.reference': reference?.kind === 'tag' ? reference.tag : reference?.digest,
    'vars.digest': 'digest' in operation ? operation.digest : undefined,
    'vars.uuid': 'id' in operation ? operation.id : undefined,
  }
}

/** What the log says of a refusal, with where it came from if it is the registry's own fault. */
export function errorFields(refusal: OciError, thrown: unknown): Fields {
  return {
    'err.code': refusal.code.toLowerCase().replaceAll('_', ' '),
    'err.message': refusal.message,
    'err.detail': refusal.status >= 500 ? traceOf(thrown) : detailOf(refusal),
  }
}

function traceOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

function detailOf({ details }: OciError): string | undefined {
  const known = details.filter(detail => detail !== undefined)
  const [detail] = known
  if (detail === undefined) return undefined
  return known.length === 1 && typeof detail === 'string' ? detail : JSON.stringify(known)
}
