import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fields } from '../observe/log.ts'
import type { Body, Request } from './message.ts'

/** What a Node server received, as handlers know it. */
export function requestFrom(
  message: IncomingMessage,
  response: ServerResponse,
  note: (fields: Fields) => void,
): Request {
  const [path = '', query = ''] = splitOnce(message.url ?? '', '?')
  return {
    method: message.method ?? '',
    path,
    query: new URLSearchParams(query),
    // Only Set-Cookie would be a list, and clients don't send it.
    headers: message.headers as Record<string, string | undefined>,
    isSecure: 'encrypted' in message.socket,
    body: bodyOf(message, response),
    note,
  }
}

function bodyOf(message: IncomingMessage, response: ServerResponse): Body {
  const waits = message.headers.expect !== undefined
  return {
    length: lengthOf(message),
    stream() {
      if (waits) response.writeContinue()
      // When a handler gives up, the client must still get its answer over this connection.
      return message.iterator({ destroyOnReturn: false })
    },
  }
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined
  return Number(headers['content-length'] ?? 0)
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
