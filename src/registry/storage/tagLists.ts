import { setImmediate as turn } from 'node:timers/promises'
import { parseTag, type Repository, type Tag } from '../oci/index.ts'
import { childrenOf, type Driver, MOMENT, type Stamp } from './driver.ts'
import { tagCurrentLink, tags } from './layout.ts'
import { Recent } from './recent.ts'

/** How much memory lists may take, in bytes: some hundred thousand tags. */
const MOST = 16 * 1024 * 1024
/** What a tag takes beside its characters. */
const OVERHEAD = 40
/** So many are looked at before others get their turn. */
const TAGS_A_TURN = 1000

interface List {
  readonly stamp: Stamp
  readonly tags: readonly Tag[]
  /** Those that are there in name, but point at nothing: being made just now, or left by a crash. */
  readonly unfinished: readonly Tag[]
}

/** The tags of repositories as sorted lists, which are kept as long as no tag comes or goes, whoever brings or takes it. */
export class TagLists {
  readonly #driver: Driver
  readonly #now: () => number
  readonly #kept = new Recent<List>(MOST)

  constructor(driver: Driver, now: () => number = Date.now) {
    this.#driver = driver
    this.#now = now
  }

  /** All tags of a repository, sorted by byte value. */
  async all(repository: Repository): Promise<readonly Tag[]> {
    const sight = await this.#driver.look?.(tags(repository))
    const kept = this.#kept.get(repository)
    if (kept && kept.stamp === sight?.stamp && !(await this.#isAnyFinished(repository, kept))) {
      return kept.tags
    }
    // A change while the list is read gives another stamp the next time; one of just before may not have.
    const isSettled = sight !== undefined && this.#now() - sight.modified.getTime() > MOMENT
    const lists = await this.#read(repository)
    if (isSettled) this.#keep(repository, { stamp: sight.stamp, ...lists })
    else this.#kept.delete(repository)
    return lists.tags
  }

  async #read(repository: Repository): Promise<Omit<List, 'stamp'>> {
    const names = await childrenOf(this.#driver, tags(repository))
    const all = names.flatMap(({ name }) => parseTag(name) ?? []).sort()
    const lists = { tags: [] as Tag[], unfinished: [] as Tag[] }
    for (const [index, tag] of all.entries()) {
      const isFinished = await this.#isFinished(repository, tag)
      lists[isFinished ? 'tags' : 'unfinished'].push(tag)
      if (index % TAGS_A_TURN === TAGS_A_TURN - 1) await turn()
    }
    return lists
  }

  async #isAnyFinished(repository: Repository, { unfinished }: List): Promise<boolean> {
    for (const tag of unfinished) if (await this.#isFinished(repository, tag)) return true
    return false
  }

  async #isFinished(repository: Repository, tag: Tag): Promise<boolean> {
    return (await this.#driver.stat(tagCurrentLink(repository, tag))) !== undefined
  }

  #keep(repository: Repository, list: List): void {
    const all = [...list.tags, ...list.unfinished]
    const weight = all.reduce((sum, tag) => sum + tag.length + OVERHEAD, repository.length)
    this.#kept.set(repository, list, weight)
  }
}
