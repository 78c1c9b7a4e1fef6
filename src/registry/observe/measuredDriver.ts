import type { Readable } from 'node:stream'
import type { Child, Draft, DraftOptions, Driver, Inflow } from '../storage/driver.ts'
import type { Action, StorageCounts } from './metrics/storageCounts.ts'

/** The same driver; how long it takes, and how often it fails, is counted. */
export function measuredDriver(driver: Driver, counts: StorageCounts): Driver {
  counts.isOf(driver.name)
  const measure = <Given extends unknown[], Got>(
    name: string,
    work: (...given: Given) => Promise<Got>,
  ) => measured(counts.action(name), work)
  const { content, open, link } = driver
  const listing = counts.action('List')
  return {
    ...driver,
    stat: measure('Stat', driver.stat),
    read: measure('Reader', driver.read),
    write: measure('PutContent', driver.write),
    create: measure('PutContent', driver.create),
    move: measure('Move', driver.move),
    remove: measure('Delete', driver.remove),
    list: prefix => measuredList(listing, driver.list(prefix)),
    draft: measure('Writer', async (path: string, options?: DraftOptions) => {
      const draft = await driver.draft(path, options)
      return new MeasuredDraft(draft, counts)
    }),
    ...(content && { content: measure('GetContent', content) }),
    ...(open && { open: measure('Reader', open) }),
    ...(link && { link: measure('URLFor', link) }),
  }
}

function measured<Given extends unknown[], Got>(
  action: Action,
  work: (...given: Given) => Promise<Got>,
): (...given: Given) => Promise<Got> {
  return async function measured(...given) {
    const start = performance.now()
    try {
      return await work(...given)
    } catch (error) {
      action.fail(error)
      throw error
    } finally {
      action.end(start)
    }
  }
}

/** Counts a listing as one thing, without the time that its reader takes between two children. */
async function* measuredList(
  action: Action,
  children: AsyncIterable<Child>,
): AsyncGenerator<Child, void> {
  let start = performance.now()
  try {
    for await (const child of children) {
      const pause = performance.now()
      yield child
      start += performance.now() - pause
    }
  } catch (error) {
    action.fail(error)
    throw error
  } finally {
    action.end(start)
  }
}

/** A draft whose end is counted. What it takes to append is up to who sends. */
class MeasuredDraft implements Draft {
  readonly commit: Draft['commit']
  readonly #draft: Draft
  readonly #writing: Action

  constructor(draft: Draft, counts: StorageCounts) {
    this.#draft = draft
    this.#writing = counts.action('Writer')
    this.commit = measured(counts.action('Commit'), path => draft.commit(path))
  }

  get size(): number {
    return this.#draft.size
  }

  async append(chunks: Inflow): Promise<void> {
    try {
      await this.#draft.append(chunks)
    } catch (error) {
      if (isOfDisk(error)) this.#writing.fail(error)
      throw error
    }
  }

  read(): Promise<Readable> {
    return this.#draft.read()
  }

  discard(): Promise<void> {
    return this.#draft.discard()
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#draft[Symbol.asyncDispose]()
  }
}

const OF_DISK = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG', 'EIO'])

/** False where the sender went away, which is no failure of the storage. */
function isOfDisk(error: unknown): boolean {
  return OF_DISK.has((error as NodeJS.ErrnoException | undefined)?.code ?? '')
}
