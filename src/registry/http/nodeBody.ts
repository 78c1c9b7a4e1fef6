import type { IncomingMessage } from 'node:http'
import type { Inflow } from '../storage/driver.ts'
import type { Exchange } from './exchange.ts'
import type { Body } from './message.ts'
import { noteReceived } from './youngMemory.ts'

/** The body of a request to a Node server. */
export class NodeBody implements Body {
  readonly length: number | undefined
  readonly #exchange: Exchange

  constructor(exchange: Exchange) {
    this.#exchange = exchange
    this.length = lengthOf(exchange.message)
  }

  stream(): Inflow {
    const exchange = this.#exchange
    const { message, response } = exchange
    if (message.headers.expect !== undefined) response.writeContinue()
    return {
      async *[Symbol.asyncIterator]() {
        // When a handler gives up, the client must still get its answer over this connection.
        for await (const chunk of message.iterator({ destroyOnReturn: false })) {
          exchange.received += chunk.length
          yield chunk
        }
      },
      pump: take =>
        pump(message, chunk => {
          exchange.received += chunk.length
          noteReceived(chunk.length)
          return take(chunk)
        }),
      breakOff(reason) {
        message.destroy(reason)
      },
    }
  }
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined
  return Number(headers['content-length'] ?? 0)
}

type Take = (chunk: Uint8Array) => void | Promise<void>

/** Pushes the chunks of a message on, as they come; while one is dealt with the client is not read from. */
function pump(message: IncomingMessage, take: Take): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    let busy: Promise<void> | undefined
    const stop = (settle: () => void): void => {
      message.pause()
      message.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      if (busy === undefined) settle()
      else busy.finally(settle).catch(() => undefined)
    }
    const fail = (error: unknown): void => stop(() => reject(error))
    const onData = (chunk: Buffer): void => {
      try {
        const taken = take(chunk)
        if (taken !== undefined) wait(taken)
      } catch (error) {
        fail(error)
      }
    }
    const wait = (taken: Promise<void>): void => {
      message.pause()
      busy = taken
      taken.then(
        () => {
          busy = undefined
          message.resume()
        },
        error => {
          busy = undefined
          fail(error)
        },
      )
    }
    const onEnd = (): void => stop(resolve)
    const onError = (error: Error): void => fail(error)
    const onClose = (): void => fail(new Error('the client went away'))
    if (message.destroyed && !message.complete) {
      reject(new Error('the client went away'))
      return
    }
    message.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
  })
}
