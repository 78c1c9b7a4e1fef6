import type { Reply } from './message.ts'

/** A JSON answer. */
export function json(content: unknown, more: Partial<Reply> = {}): Reply {
  const body = Buffer.from(JSON.stringify(content))
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length }
  return { status: 200, body, ...more, headers: { ...headers, ...more.headers } }
}
