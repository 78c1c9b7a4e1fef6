import { Readable } from 'node:stream'
import {
  contentOf,
  type Draft,
  type Driver,
  type Entry,
} from '../../src/registry/storage/driver.ts'
import { memoryDriver } from '../../src/registry/storage/drivers/memory.ts'

export interface DelayOptions {
  /** For so long, in ms of its own clock, a replica doesn't see what another one did. */
  readonly lag: number
  /** Whether listing a prefix shows what is new below it. */
  readonly isListingFresh: boolean
}

interface Change {
  readonly by: string
  readonly at: number
  readonly before: Buffer | undefined
}

/** A storage that several replicas share, each of which learns late of what the others did: new objects, sizes, removals. */
export class DelayedStore {
  /** What replicas take for the time, in ms. */
  now = 0
  readonly #options: DelayOptions
  readonly #store = memoryDriver()
  readonly #changes = new Map<string, Change>()

  constructor(options: DelayOptions) {
    this.#options = options
  }

  /** Lets time pass. */
  readonly wait = async (milliseconds: number): Promise<void> => {
    this.now += milliseconds
  }

  /** The storage as one replica sees it. */
  replica(name: string): Driver {
    const store = this.#store
    const listed = new Map<string, number>()
    const change = async (path: string): Promise<void> => {
      const before = await this.#bytesAt(path)
      this.#changes.set(path, { by: name, at: this.now, before })
    }
    /** What this replica still takes for the truth; undefined where it knows the truth. */
    const outdated = (path: string): Change | undefined => {
      const found = this.#changes.get(path)
      if (!found || found.by === name || this.now - found.at >= this.#options.lag) return undefined
      for (const [prefix, at] of listed) {
        if (path.startsWith(`${prefix}/`) && at >= found.at) return undefined
      }
      return found
    }
    return {
      ...store,
      lag: this.#options.lag,
      async stat(path): Promise<Entry | undefined> {
        const old = outdated(path)
        if (old === undefined) return store.stat(path)
        return old.before && { size: old.before.length, modified: new Date() }
      },
      async read(path, extent) {
        const old = outdated(path)
        if (old === undefined) return store.read(path, extent)
        return old.before && Readable.from([old.before])
      },
      async write(path, content, options) {
        await change(path)
        await store.write(path, content, options)
      },
      async create(path, content, options) {
        await change(path)
        return store.create(path, content, options)
      },
      list: prefix => {
        if (this.#options.isListingFresh) listed.set(prefix, this.now)
        return store.list(prefix)
      },
      async remove(prefix) {
        await change(prefix)
        await store.remove(prefix)
      },
      async draft(path) {
        const draft = await store.draft(path)
        const old = outdated(path)
        const hidden = old && (old.before?.length ?? 0)
        return new DelayedDraft(draft, hidden, () => change(path))
      },
    }
  }

  async #bytesAt(path: string): Promise<Buffer | undefined> {
    const object = await contentOf(this.#store, path)
    if (object !== undefined) return object
    await using draft = await this.#store.draft(path)
    return Buffer.concat(await (await draft.read()).toArray())
  }
}

class DelayedDraft implements Draft {
  readonly #draft: Draft
  readonly #hidden: number | undefined
  readonly #change: () => Promise<void>

  constructor(draft: Draft, hidden: number | undefined, change: () => Promise<void>) {
    this.#draft = draft
    this.#hidden = hidden
    this.#change = change
  }

  get size(): number {
    return this.#hidden ?? this.#draft.size
  }

  async append(chunks: Parameters<Draft['append']>[0]): Promise<void> {
    if (this.#hidden !== undefined) throw new Error('overwrites what another replica wrote')
    await this.#change()
    await this.#draft.append(chunks)
  }

  async read(): Promise<Readable> {
    const all = Buffer.concat(await (await this.#draft.read()).toArray())
    return Readable.from([all.subarray(0, this.size)])
  }

  commit(path: string): Promise<void> {
    return this.#draft.commit(path)
  }

  discard(): Promise<void> {
    return this.#draft.discard()
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#draft[Symbol.asyncDispose]()
  }
}
