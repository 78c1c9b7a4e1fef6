import type { RequestListener } from 'node:http'
import type { Observer } from '../observe/answered.ts'
import { OciError } from '../oci/index.ts'
import { Exchange } from './exchange.ts'
import type { Handler, Reply } from './message.ts'
import { NodeRequest } from './nodeRequest.ts'
import { errorReply, type RespondOptions, responder } from './respond.ts'
import { unexpected } from './unexpected.ts'

export interface ServeOptions extends RespondOptions {
  /** Each hears of every answered request. */
  readonly observers: readonly Observer[]
  /** Called for each request, before anything is known of it. */
  readonly begun?: (() => void) | undefined
}

/** Answers a Node server's requests by a handler. */
export function serveWith(handler: Handler, options: ServeOptions): RequestListener {
  const respond = responder(options)
  const { observers, begun } = options
  return function serve(message, response) {
    // A broken connection also fails the body or the answer, where it is dealt with.
    message.on('error', ignore)
    response.on('error', ignore)
    begun?.()
    void answer(new Exchange(message, response))
  }

  async function answer(exchange: Exchange): Promise<void> {
    const reply = await replyTo(exchange)
    await send(exchange, reply)
    exchange.end()
    for (const observer of observers) observer(exchange)
  }

  async function replyTo(exchange: Exchange): Promise<Reply> {
    try {
      return await handler(new NodeRequest(exchange))
    } catch (error) {
      const refused = error instanceof OciError ? error : unexpected(error)
      exchange.refuse(refused, error)
      return errorReply(refused)
    }
  }

  async function send(exchange: Exchange, reply: Reply): Promise<void> {
    try {
      await respond(exchange, reply)
      exchange.status = reply.status
    } catch {
      // Headers may be out already: all that is left is not to pretend that the answer was whole.
      exchange.response.destroy()
    }
  }
}

function ignore(): void {
  // Who must know of it learns otherwise.
}
