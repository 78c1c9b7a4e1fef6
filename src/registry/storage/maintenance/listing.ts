import { type Digest, parseTag, type Repository, type Tag } from '../../oci/index.ts'
import { childrenOf, type Driver } from '../driver.ts'
import { home, PARTS, tagCurrentLink, tags } from '../layout.ts'
import { readLink } from '../links.ts'
import { eachOf } from './eachOf.ts'
import { type Image, imagesIn } from './images.ts'
import { repositoriesIn } from './walk.ts'

/** A repository in a list. */
export interface ListedRepository {
  readonly repository: Repository
  readonly tags: number
  /** Where it is in the storage. */
  readonly path: string
}

/** A tag in a list. */
export interface ListedTag extends Image {
  readonly tag: Tag
  readonly digest: Digest
  readonly pushed: Date
  /** Of the link that the tag is. */
  readonly path: string
}

/** All repositories, sorted by name. */
export async function listRepositories(driver: Driver): Promise<ListedRepository[]> {
  const listed: ListedRepository[] = []
  await eachOf(repositoriesIn(driver), async repository => {
    const children = await childrenOf(driver, tags(repository))
    const names = children.filter(({ name }) => parseTag(name) !== undefined)
    listed.push({ repository, tags: names.length, path: home(repository) })
  })
  return listed.sort((one, other) => (one.repository < other.repository ? -1 : 1))
}

/** True when the storage holds anything of a repository. */
export async function holdsRepository(driver: Driver, repository: Repository): Promise<boolean> {
  const names = (await childrenOf(driver, home(repository))).map(({ name }) => name)
  return PARTS.some(part => names.includes(part))
}

/** All tags of a repository that point at something, sorted by name. */
export async function listTags(driver: Driver, repository: Repository): Promise<ListedTag[]> {
  const images = imagesIn(driver)
  const listed: ListedTag[] = []
  await eachOf(driver.list(tags(repository)), async ({ name }) => {
    const tag = parseTag(name)
    if (tag === undefined) return
    const path = tagCurrentLink(repository, tag)
    const [entry, digest] = [await driver.stat(path), await readLink(driver, path)]
    if (entry === undefined || digest === undefined) return
    listed.push({ tag, digest, ...(await images.of(digest)), pushed: entry.modified, path })
  })
  return listed.sort((one, other) => (one.tag < other.tag ? -1 : 1))
}
