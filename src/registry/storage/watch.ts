import { OciError } from '../oci/index.ts'
import { type Claim, type Inflow, pumped } from './driver.ts'

export interface WatchOptions {
  /** Undefined where no other process could want the upload. */
  readonly claim: Claim | undefined
  /** Whether a request of this process waits for the upload. */
  readonly isWanted: () => boolean
  /** How often to look after the body, in ms. */
  readonly beat: number
}

/** A body of which nothing came for so many beats may be broken off. */
const SILENT = 2
/** The claim is renewed every so many beats. */
const RENEWAL = 10

/** An upload that one request has for itself. Looks after the body that comes in, so that a dead client doesn't keep others from it. */
export class Watch implements AsyncDisposable {
  readonly #options: WatchOptions
  #body: Inflow | undefined
  #timer: NodeJS.Timeout | undefined
  #beating = Promise.resolve()
  #beats = 0
  #bytes = 0
  #seen = 0
  #silentBeats = 0
  /** What was received is being dealt with: it's not the client who lets us wait. */
  #isBusy = false
  #isGone = false

  constructor(options: WatchOptions) {
    this.#options = options
  }

  /** True where somebody who seems to be dead had the upload before, and may yet write to it. */
  get isTakenOver(): boolean {
    return this.#options.claim?.isTakenOver ?? false
  }

  /** The same body. It is broken off when nothing comes any more while somebody else wants the upload. */
  over(body: Inflow): Inflow {
    this.#body = body
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat()).catch(ignore)
    }, this.#options.beat).unref()
    return {
      [Symbol.asyncIterator]: () => this.#counted(body),
      pump: take => pumped(body, chunk => this.#pass(chunk, take)),
    }
  }

  /** Throws OciError when somebody else took the upload over meanwhile. */
  async check(): Promise<void> {
    const { claim } = this.#options
    if (claim && !(await claim.isHeld())) throw takenOver()
  }

  /** The upload was removed with all that belongs to it, its claim too. */
  gone(): void {
    this.#isGone = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#beating
    if (!this.#isGone) await this.#options.claim?.[Symbol.asyncDispose]()
  }

  async *#counted(body: Inflow): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.#bytes += chunk.length
      this.#isBusy = true
      yield chunk
      this.#isBusy = false
    }
  }

  #pass(
    chunk: Uint8Array,
    take: (chunk: Uint8Array) => void | Promise<void>,
  ): void | Promise<void> {
    this.#bytes += chunk.length
    const taken = take(chunk)
    if (taken === undefined) return
    this.#isBusy = true
    return taken.finally(() => {
      this.#isBusy = false
    })
  }

  async #beat(): Promise<void> {
    const wasSilent = this.#silentBeats >= SILENT
    this.#beats += 1
    this.#silentBeats = this.#isBusy || this.#bytes !== this.#seen ? 0 : this.#silentBeats + 1
    this.#seen = this.#bytes
    const { claim, isWanted } = this.#options
    if (this.#silentBeats >= SILENT) {
      if (isWanted()) this.#breakOff()
      else if (!wasSilent) await claim?.offer()
    } else if (claim && (wasSilent || this.#beats % RENEWAL === 0)) {
      if (!(await claim.renew())) this.#breakOff()
    }
  }

  #breakOff(): void {
    this.#body?.breakOff?.(takenOver())
  }
}

/** What a client is told whose upload another request goes on with. */
export function takenOver(cause?: unknown): OciError {
  return new OciError('UNAVAILABLE', {
    because: 'another request goes on with this upload',
    headers: { 'Retry-After': '1' },
    cause,
  })
}

function ignore(): void {
  // What is wrong with the storage the work itself will meet, and say.
}
