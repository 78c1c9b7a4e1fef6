import cluster from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { deferred } from '../../base/deferred.ts'
import { messageOf } from '../../base/fault.ts'
import type { Config } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { backoff } from './backoff.ts'
import { type Hired, hire } from './hire.ts'
import type { Order } from './messages.ts'
import type { Peers } from './peers.ts'
import { type Line, type Post, post } from './post.ts'

export interface WorkersOptions {
  readonly config: Config
  readonly log: Log
  readonly count: number
  /** The program that a worker runs, with `worker` as its argument. */
  readonly entry: string
  readonly instance: string
}

/** Processes that serve one port together. */
export interface Workers {
  readonly port: number
  readonly peers: Peers
  /** Rejects when none is left and none can be started. */
  readonly broken: Promise<never>
  /** Lets them finish what runs, up to the configured time; `cut` ends that early. Resolves when all are gone. */
  stop(cut: AbortSignal): Promise<void>
}

/** Starts workers; resolves when all serve. One that breaks is replaced. Throws the Fault of the first that can't begin. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  cluster.setupPrimary({ exec: options.entry, args: ['worker'], serialization: 'advanced' })
  const crew = new Crew(options)
  await crew.start()
  return crew
}

/** Beyond `http.draintimeout`, for the end itself. */
const TO_END = 2000

class Crew implements Workers {
  port = 0
  readonly #options: WorkersOptions
  readonly #ticketKeys = randomBytes(48)
  readonly #hired = new Set<Hired>()
  readonly #post: Post = post(() => this.#lines(), { forward: true })
  readonly #broken = deferred<never>()
  readonly #waits = backoff()
  readonly #vacancies = new Set<NodeJS.Timeout>()
  #isStopping = false

  constructor(options: WorkersOptions) {
    this.#options = options
    // Nobody may be waiting for it yet.
    this.broken.catch(() => undefined)
  }

  get peers(): Peers {
    return this.#post
  }

  get broken(): Promise<never> {
    return this.#broken.promise
  }

  /** All or none: when one can't begin, the others are ended first. */
  async start(): Promise<void> {
    const places = Array.from({ length: this.#options.count }, (_, index) => index)
    const starting = places.map(index => this.#fill(index))
    try {
      await Promise.all(starting)
    } catch (error) {
      this.#isStopping = true
      for (const worker of this.#hired) worker.kill()
      await Promise.allSettled([...starting, this.#allGone()])
      throw error
    }
  }

  async stop(cut: AbortSignal): Promise<void> {
    this.#isStopping = true
    for (const vacancy of this.#vacancies) clearTimeout(vacancy)
    const tell = (isCut: boolean): void => {
      for (const worker of this.#hired) worker.stop(isCut)
    }
    tell(cut.aborted)
    cut.addEventListener('abort', () => tell(true), { once: true })
    const late = this.#options.config.http.draintimeout + TO_END
    const killing = setTimeout(() => {
      for (const worker of this.#hired) worker.kill()
    }, late)
    await this.#allGone()
    clearTimeout(killing)
  }

  async #fill(index: number): Promise<void> {
    const worker = hire(this.#orderFor(index), this.#post)
    this.#hired.add(worker)
    const began = Date.now()
    void worker.gone.then(() => {
      this.#hired.delete(worker)
      this.#post.lost(worker.line)
    })
    this.port = await worker.listening.catch(async error => {
      await worker.gone
      throw error
    })
    void worker.gone.then(how => this.#replace(index, how, this.#waits.after(Date.now() - began)))
  }

  #orderFor(index: number): Order {
    const { config, count, instance } = this.#options
    return { config, share: { index, count }, ticketKeys: this.#ticketKeys, instance }
  }

  #lines(): Line[] {
    return [...this.#hired].filter(({ isReady }) => isReady).map(({ line }) => line)
  }

  #replace(index: number, how: string, wait: number): void {
    if (this.#isStopping) return
    const { log } = this.#options
    log.error('a worker ended; another takes its place', { how, in: `${wait}ms` })
    const vacancy = setTimeout(() => {
      this.#vacancies.delete(vacancy)
      this.#fill(index).catch(error => {
        // While others serve, what keeps a new one from it may pass.
        if (this.#hired.size === 0) this.#broken.reject(error)
        else this.#replace(index, messageOf(error), this.#waits.after(0))
      })
    }, wait)
    this.#vacancies.add(vacancy)
  }

  async #allGone(): Promise<void> {
    await Promise.all([...this.#hired].map(({ gone }) => gone))
  }
}
