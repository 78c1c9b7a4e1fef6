import { setTimeout as pause } from 'node:timers/promises'
import { messageOf } from '../../base/fault.ts'
import type { Log } from '../observe/log.ts'
import { masked } from '../observe/masked.ts'
import { SAID } from '../observe/messages.ts'
import type { EndpointCounts } from './counts.ts'
import type { Post } from './post.ts'
import type { Backlog } from './queue.ts'
import type { Endpoint } from './wanted.ts'

export interface CourierOptions {
  readonly endpoint: Endpoint
  readonly backlog: Backlog
  readonly post: Post
  readonly counts: EndpointCounts
  readonly log: Log
}

/** How often to look for events while there are none, in milliseconds. */
const LOOKING = 100
/** How often to count those that wait. */
const COUNTING = 1000

/** Delivers the events of one endpoint, one after the other, each until it is taken. */
export class Courier {
  readonly #options: CourierOptions
  readonly #closing = new AbortController()
  readonly #cut = new AbortController()
  readonly #over: Promise<void>
  /** In a row. */
  #failures = 0
  #failedAt = 0
  #countedAt = 0

  constructor(options: CourierOptions) {
    this.#options = options
    this.#over = this.#run()
  }

  /** Delivers what waits while that succeeds, for so many milliseconds at most; the rest is kept for the next time. */
  async close(milliseconds: number): Promise<void> {
    this.#closing.abort()
    const timer = setTimeout(() => this.#cut.abort(), milliseconds)
    await this.#over
    clearTimeout(timer)
    this.#options.post.close()
    await this.#options.backlog.close()
  }

  async #run(): Promise<void> {
    while (!this.#cut.signal.aborted) {
      try {
        const event = await this.#options.backlog.next()
        await this.#count()
        if (event === undefined) {
          if (this.#isClosing) return
          await this.#rest(LOOKING)
        } else if (await this.#deliver(event)) await this.#options.backlog.done()
        else return
      } catch (error) {
        this.#options.log.error(SAID.queueFailed, this.#fields({ 'err.message': messageOf(error) }))
        if (this.#isClosing) return
        await this.#rest(1000)
      }
    }
  }

  /** Tries until the event is taken; false when it is time to stop instead. */
  async #deliver(event: string): Promise<boolean> {
    const { threshold, backoff } = this.#options.endpoint
    for (;;) {
      if (this.#failures >= threshold) await this.#rest(this.#failedAt + backoff - Date.now())
      // An endpoint that was away a moment ago is not worth waiting for at the end.
      if (this.#isClosing && this.#failures > 0) return false
      if (await this.#try(event)) return true
    }
  }

  async #try(event: string): Promise<boolean> {
    const { post, counts } = this.#options
    try {
      const { status, text } = await post.send(event, this.#cut.signal)
      const code = `${status} ${text}`.trim()
      counts.statuses.set(code, (counts.statuses.get(code) ?? 0) + 1)
      if (status < 200 || status >= 400) throw new Error(`the endpoint answered ${code}`)
      counts.successes += 1
      this.#failures = 0
      return true
    } catch (error) {
      if (error instanceof SyntaxError) return this.#skip(error)
      this.#fail(error)
      return false
    }
  }

  /** A line that the disk has spoilt would come again and again. */
  #skip(error: unknown): true {
    this.#options.log.error(SAID.queueFailed, this.#fields({ 'err.message': messageOf(error) }))
    return true
  }

  #fail(error: unknown): void {
    const { counts, endpoint, log } = this.#options
    counts.failures += 1
    this.#failures += 1
    this.#failedAt = Date.now()
    const fields = this.#fields({ 'err.message': messageOf(error) })
    if (this.#failures === endpoint.threshold) {
      log.warn(SAID.backingOff(urlOf(endpoint)), fields)
    } else if (this.#failures < endpoint.threshold) log.error(SAID.retrying, fields)
  }

  async #count(): Promise<void> {
    if (Date.now() - this.#countedAt < COUNTING) return
    this.#countedAt = Date.now()
    this.#options.counts.pending = await this.#options.backlog.pending()
  }

  get #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  async #rest(milliseconds: number): Promise<void> {
    const { signal } = this.#closing
    if (milliseconds <= 0 || signal.aborted) return
    await pause(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
  }

  #fields(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return { endpoint: this.#options.endpoint.name, ...more }
  }
}

/** Without what nobody else is to know. */
function urlOf({ url }: Endpoint): string {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return masked(bare.href)
}
