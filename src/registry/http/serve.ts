import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { messageOf } from '../../base/fault.ts'
import type { Fields, Log } from '../observe/log.ts'
import { OciError } from '../oci/index.ts'
import type { Handler, Reply } from './message.ts'
import { requestFrom } from './nodeRequest.ts'
import { errorReply, type RespondOptions, respond } from './respond.ts'

/** Answers a Node server's requests by a handler, and logs each. */
export function serveWith(handler: Handler, log: Log, options: RespondOptions): RequestListener {
  return function serve(message, response) {
    // A broken connection also fails the body or the answer, where it is dealt with.
    message.on('error', () => undefined)
    response.on('error', () => undefined)
    void answer(message, response)
  }

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now()
    let fields: Fields = requestFields(message)
    const note = (more: Fields): void => {
      fields = { ...fields, ...more }
    }
    const reply = await replyTo(message, response, note)
    const status = await send(message, response, reply)
    note({
      'http.response.status': status,
      'http.response.duration': `${(performance.now() - start).toFixed(1)}ms`,
    })
    logResponse(log, status, fields)
  }

  async function replyTo(
    message: IncomingMessage,
    response: ServerResponse,
    note: (fields: Fields) => void,
  ): Promise<Reply> {
    try {
      return await handler(requestFrom(message, response, note))
    } catch (error) {
      const refused = error instanceof OciError ? error : unexpected(error)
      note({ 'err.code': refused.code.toLowerCase().replaceAll('_', ' ') })
      note({ 'err.message': refused.message, ...(refused.status >= 500 ? traceOf(error) : {}) })
      return errorReply(refused)
    }
  }

  /** Resolves to the status to log; 499 when the client did not wait. */
  async function send(
    message: IncomingMessage,
    response: ServerResponse,
    reply: Reply,
  ): Promise<number> {
    if (message.socket.destroyed) return 499
    try {
      await respond(message, response, reply, options)
      return reply.status
    } catch {
      // Headers may be out already: all that is left is not to pretend that the answer was whole.
      response.destroy()
      return 499
    }
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT'])

function unexpected(error: unknown): OciError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? ''
  if (FULL.has(code)) {
    return new OciError('UNAVAILABLE', { because: 'the storage is full', cause: error })
  }
  return new OciError('UNKNOWN', { cause: error })
}

function traceOf(error: unknown): Fields {
  return { 'err.detail': error instanceof Error ? error.stack : messageOf(error) }
}

function requestFields({ method, url, headers, socket }: IncomingMessage): Fields {
  return {
    'http.request.id': randomUUID(),
    'http.request.method': method,
    'http.request.host': headers.host,
    // The state is as good as a password for its upload.
    'http.request.uri': url?.replace(/([?&]_state=)[^&]*/g, '$1***'),
    'http.request.remoteaddr': `${socket.remoteAddress}:${socket.remotePort}`,
    'http.request.useragent': headers['user-agent'],
  }
}

function logResponse(log: Log, status: number, fields: Fields): void {
  if (status >= 500) log.error('response completed with error', fields)
  else if (status >= 400) log.info('response completed with error', fields)
  else if (fields['http.request.uri'] === '/healthz') log.debug('response completed', fields)
  else log.info('response completed', fields)
}
