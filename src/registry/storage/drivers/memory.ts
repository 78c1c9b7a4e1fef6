import { Readable } from 'node:stream'
import { type Child, type Draft, type Driver, type Entry, type Inflow, pumped } from '../driver.ts'

interface Stored {
  readonly content: Buffer
  readonly modified: Date
}

/** Keeps everything in this process's memory: for trials and tests. */
export function memoryDriver(): Driver {
  const objects = new Map<string, Stored>()
  const drafts = new Map<string, Buffer[]>()
  const put = (path: string, content: Buffer): void => {
    objects.set(path, { content, modified: new Date() })
  }
  return {
    name: 'inmemory',

    async stat(path): Promise<Entry | undefined> {
      const stored = objects.get(path)
      return stored && { size: stored.content.length, modified: stored.modified }
    },

    async read(path, extent) {
      const content = objects.get(path)?.content
      if (content === undefined) return undefined
      return readableOf(extent ? content.subarray(extent.start, extent.end + 1) : content)
    },

    async write(path, content) {
      put(path, Buffer.from(content))
    },

    async create(path, content) {
      if (objects.has(path)) return false
      put(path, Buffer.from(content))
      return true
    },

    async draft(path) {
      const chunks = drafts.get(path) ?? []
      drafts.set(path, chunks)
      return new MemoryDraft(
        chunks,
        target => put(target, Buffer.concat(chunks)),
        () => drafts.delete(path),
      )
    },

    async *list(prefix): AsyncGenerator<Child> {
      const children = new Map<string, Child>()
      for (const path of objects.keys()) {
        if (!path.startsWith(`${prefix}/`)) continue
        const [name = '', deeper] = path.slice(prefix.length + 1).split('/', 2)
        children.set(name, { name, kind: deeper === undefined ? 'object' : 'prefix' })
      }
      yield* children.values()
    },

    async move(from, to) {
      for (const [path, stored] of beneath(objects, from)) {
        objects.delete(path)
        objects.set(to + path.slice(from.length), stored)
      }
    },

    async touch(path) {
      const stored = objects.get(path)
      if (stored === undefined) return false
      objects.set(path, { ...stored, modified: new Date() })
      return true
    },

    async remove(prefix) {
      for (const [path] of beneath(objects, prefix)) objects.delete(path)
    },
  }
}

class MemoryDraft implements Draft {
  readonly #chunks: Buffer[]
  readonly #publish: (path: string) => void
  readonly #drop: () => void

  constructor(chunks: Buffer[], publish: (path: string) => void, drop: () => void) {
    this.#chunks = chunks
    this.#publish = publish
    this.#drop = drop
  }

  get size(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  }

  async append(chunks: Inflow): Promise<void> {
    await pumped(chunks, chunk => {
      this.#chunks.push(Buffer.from(chunk))
    })
  }

  async read(): Promise<Readable> {
    return readableOf(Buffer.concat(this.#chunks))
  }

  async commit(path: string): Promise<void> {
    this.#publish(path)
    this.#drop()
  }

  async discard(): Promise<void> {
    this.#drop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Nothing is held open, and the draft stays for whoever resumes it.
  }
}

function readableOf(content: Buffer): Readable {
  return Readable.from(content.length === 0 ? [] : [content])
}

function beneath<T>(objects: ReadonlyMap<string, T>, prefix: string): [string, T][] {
  return [...objects].filter(([path]) => path === prefix || path.startsWith(`${prefix}/`))
}
