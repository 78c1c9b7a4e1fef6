import { Fault } from '../../base/fault.ts'
import type { UriArgs } from './uri.ts'

/** Bytes to send, and what they are. */
export interface Body {
  readonly bytes: Buffer
  readonly type?: string
}

/** The body of a request, written as asked for; undefined where there is none. */
export function bodyOf({ body, body_format }: UriArgs): Body | undefined {
  if (body === undefined) return undefined
  if (body_format === 'json') {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return { bytes: Buffer.from(text), type: 'application/json' }
  }
  if (body_format === 'form-urlencoded') {
    return { bytes: Buffer.from(form(body)), type: 'application/x-www-form-urlencoded' }
  }
  if (typeof body === 'object') {
    throw new Fault('uri: a body that is a mapping or a list needs body_format', {
      hint: 'body_format: json or form-urlencoded',
    })
  }
  return { bytes: Buffer.from(String(body)) }
}

function form(body: unknown): string {
  if (typeof body !== 'object' || body === null) return String(body)
  const pairs = Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, String(each)]),
  )
  return new URLSearchParams(pairs).toString()
}
