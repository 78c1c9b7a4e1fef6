import { Fault } from '../../base/fault.ts'
import { Clip, type Clipped } from './clip.ts'

/** A frame is one line: a nonce and words. It is shorter than this, so that the host writes it in one piece. */
const LONGEST_FRAME = 256

/** A frame found in one stream, and what that stream held since the frame before. */
export interface Frame {
  /** Which of the expected nonces it carries. */
  readonly index: number
  readonly words: readonly string[]
  readonly output: Clipped
}

/**
 * Finds frames anywhere in a byte stream, however it is cut into chunks. The nonces come in order, each any number of
 * times, and the last one may come early. Bytes behind the last nonce's frame are dropped.
 */
export class FrameScanner {
  readonly #nonces: readonly Buffer[]
  readonly #report: (frame: Frame) => void
  #index = 0
  #held: Buffer = Buffer.alloc(0)
  #clip = new Clip()
  #isDone = false

  constructor(nonces: readonly string[], report: (frame: Frame) => void) {
    this.#nonces = nonces.map(nonce => Buffer.from(nonce, 'latin1'))
    this.#report = report
  }

  /** Bytes seen since the last frame. */
  get size(): number {
    return this.#clip.size
  }

  push(bytes: Buffer): void {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    while (!this.#isDone) {
      const found = this.#find(rest)
      const end = found ? rest.indexOf('\n', found.at) : -1
      if (!found || end < 0) {
        this.#hold(rest, found?.at)
        return
      }
      this.#clip.push(rest.subarray(0, found.at))
      this.#emit(found.index, rest.subarray(found.at, end))
      rest = rest.subarray(end + 1)
    }
  }

  /** The first of the nonces that may come next: this one again, the one behind it, or the last. */
  #find(bytes: Buffer): { index: number; at: number } | undefined {
    const last = this.#nonces.length - 1
    let first: { index: number; at: number } | undefined
    for (const index of new Set([this.#index, Math.min(this.#index + 1, last), last])) {
      const at = bytes.indexOf(this.#nonces[index] ?? '')
      if (at >= 0 && (!first || at < first.at)) first = { index, at }
    }
    return first
  }

  /** Keeps back what may be the beginning of a frame. */
  #hold(bytes: Buffer, frameAt: number | undefined): void {
    const longest = (this.#nonces[0]?.length ?? 1) - 1
    const at = frameAt ?? Math.max(0, bytes.length - longest)
    if (frameAt !== undefined && bytes.length - at > LONGEST_FRAME)
      throw new Fault('the host broke the session protocol: a frame without end')
    this.#clip.push(bytes.subarray(0, at))
    this.#held = Buffer.from(bytes.subarray(at))
  }

  #emit(index: number, line: Buffer): void {
    const [, ...words] = line.toString('latin1').split(' ')
    const output = this.#clip.result()
    this.#index = index
    this.#isDone = index === this.#nonces.length - 1
    this.#clip = new Clip()
    this.#held = Buffer.alloc(0)
    this.#report({ index, words, output })
  }
}
