import { createHash, randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { toYaml } from '../../../base/yaml.ts'
import { ApiError } from '../model/apiError.ts'
import { failure } from '../model/errors.ts'

/** What every answer says. */
export function commonHeaders(): OutgoingHttpHeaders {
  return { 'Audit-Id': randomUUID(), 'Cache-Control': 'no-cache, private' }
}

/** Answers with text. */
export function respondText(response: ServerResponse, code: number, text: string): void {
  const type = { 'Content-Type': 'text/plain; charset=utf-8' }
  response.writeHead(code, { ...commonHeaders(), ...type })
  response.end(text)
}

/** Answers with an object. */
export function respondObject(
  response: ServerResponse,
  code: number,
  object: object,
  {
    format = 'json',
    headers = {},
  }: { readonly format?: 'json' | 'yaml'; readonly headers?: OutgoingHttpHeaders } = {},
): void {
  const type = `application/${format}`
  response.writeHead(code, { ...commonHeaders(), 'Content-Type': type, ...headers })
  response.end(format === 'yaml' ? toYaml(object) : `${JSON.stringify(object)}\n`)
}

/** Answers with an object, unless the client says that it has it. */
export function respondCached(
  response: ServerResponse,
  object: object,
  { type, known }: { readonly type: string; readonly known: string | undefined },
): void {
  const text = JSON.stringify(object)
  const etag = `"${createHash('sha256').update(text).digest('hex').toUpperCase()}"`
  const isKnown = known === etag
  const headers = { ...commonHeaders(), ETag: etag, Vary: 'Accept' }
  response.writeHead(isKnown ? 304 : 200, isKnown ? headers : { ...headers, 'Content-Type': type })
  response.end(isKnown ? undefined : text)
}

/** Answers with what went wrong. */
export function respondError(response: ServerResponse, error: unknown): void {
  const { code, status } =
    error instanceof ApiError ? error : failure(`Internal error occurred: ${String(error)}`)
  if (response.headersSent) return void response.destroy()
  const { retryAfterSeconds } = status.details ?? {}
  const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': retryAfterSeconds }
  respondObject(response, code, status, { headers })
}
