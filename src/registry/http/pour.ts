import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import type { Reading } from '../storage/driver.ts'
import { giveBuffer, takeBuffer } from './buffers.ts'

/** After so many pieces that went out at once others get their turn, however fast disk and client are. */
const PIECES_A_TURN = 4

/**
 * Sends what is read, piece by piece from one piece of memory: a client that stops reading holds no more than that. The reading
 * is closed in any case. Throws when the client goes away, or when there is less to read than was promised.
 */
export async function pour(
  reading: Reading,
  response: ServerResponse,
  onSent: (bytes: number) => void,
): Promise<void> {
  const buffer = takeBuffer()
  try {
    const outlet = new Outlet(response)
    let left = reading.length
    for (let pieces = 1; left > 0; pieces++) {
      const length = await reading.next(buffer)
      if (length === 0) throw new Error(`${left} bytes fewer than promised`)
      await outlet.write(buffer.subarray(0, length))
      onSent(length)
      left -= length
      if (pieces % PIECES_A_TURN === 0) await turn()
    }
    response.end()
  } finally {
    reading.close()
    giveBuffer(buffer)
  }
}

/** Writes to a client until it goes away. */
class Outlet {
  readonly #response: ServerResponse
  #isClosed: boolean
  #onClose: (() => void) | undefined

  constructor(response: ServerResponse) {
    this.#response = response
    this.#isClosed = response.destroyed || response.closed
    response.once('close', () => {
      this.#isClosed = true
      this.#onClose?.()
    })
  }

  /** Resolves when the bytes are out of our hands. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const gone = (): void => reject(new Error('the client went away'))
      this.#onClose = gone
      if (this.#isClosed) gone()
      else this.#response.write(bytes, error => (error ? gone() : resolve()))
    })
  }
}
