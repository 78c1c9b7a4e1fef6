import type { Digest, Repository, Tag } from '../oci/index.ts'
import type { Driver } from './driver.ts'
import { tagCurrentLink, tagHome, tagIndexLink } from './layout.ts'
import { readLink, writeLink } from './links.ts'
import { TagLists } from './tagLists.ts'

/** The tags of all repositories. */
export interface Tags {
  /** What a tag points at. */
  find(repository: Repository, tag: Tag): Promise<Digest | undefined>
  /** Points a tag at a manifest, which must be stored already. */
  point(repository: Repository, tag: Tag, digest: Digest): Promise<void>
  /** All tags of a repository, sorted by byte value. */
  all(repository: Repository): Promise<readonly Tag[]>
  /** Removes a tag, not what it points at. False where there is none. */
  remove(repository: Repository, tag: Tag): Promise<boolean>
}

/** The tags that a driver holds. */
export function tagsIn(driver: Driver): Tags {
  const lists = new TagLists(driver)
  return {
    find: (repository, tag) => readLink(driver, tagCurrentLink(repository, tag)),
    async point(repository, tag, digest) {
      await writeLink(driver, tagIndexLink(repository, tag, digest), digest)
      await writeLink(driver, tagCurrentLink(repository, tag), digest)
    },
    all: repository => lists.all(repository),
    async remove(repository, tag) {
      if ((await readLink(driver, tagCurrentLink(repository, tag))) === undefined) return false
      await driver.remove(tagHome(repository, tag))
      return true
    },
  }
}
