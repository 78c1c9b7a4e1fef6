import { type Digest, parseDigest, parseRepository, type Repository } from '../../oci/index.ts'
import { childrenOf, type Driver } from '../driver.ts'
import { BLOBS, PARTS, REPOSITORIES } from '../layout.ts'

/** A prefix that holds parts of a repository. */
export interface Home {
  /** As the path spells it. */
  readonly name: string
  /** Undefined where no client could ask for such a name. */
  readonly repository: Repository | undefined
}

/** Every repository, also one that clients don't see because it holds nothing but links to blobs or uploads. */
export async function* homesIn(driver: Driver): AsyncGenerator<Home> {
  yield* homesBelow(driver, '')
}

async function* homesBelow(driver: Driver, name: string): AsyncGenerator<Home> {
  const path = name === '' ? REPOSITORIES : `${REPOSITORIES}/${name}`
  const names = (await childrenOf(driver, path))
    .filter(child => child.kind === 'prefix')
    .map(child => child.name)
    .sort()
  if (PARTS.some(part => names.includes(part))) yield { name, repository: parseRepository(name) }
  for (const child of names) {
    if (!child.startsWith('_')) yield* homesBelow(driver, name === '' ? child : `${name}/${child}`)
  }
}

/** The same, without those whose names are none. */
export async function* repositoriesIn(driver: Driver): AsyncGenerator<Repository> {
  for await (const { repository } of homesIn(driver)) if (repository) yield repository
}

/** The digests under a prefix of links: `<prefix>/<algorithm>/<hex>`. */
export async function* digestsBelow(driver: Driver, prefix: string): AsyncGenerator<Digest> {
  for await (const { name: algorithm } of driver.list(prefix)) {
    for await (const { name, kind } of driver.list(`${prefix}/${algorithm}`)) {
      const digest = kind === 'prefix' ? parseDigest(`${algorithm}:${name}`) : undefined
      if (digest !== undefined) yield digest
    }
  }
}

/** The digests of everything that has a place among the blobs, manifests included. */
export async function* storedDigests(driver: Driver): AsyncGenerator<Digest> {
  for await (const { name: algorithm } of driver.list(BLOBS)) {
    for await (const { name: start } of driver.list(`${BLOBS}/${algorithm}`)) {
      for await (const { name } of driver.list(`${BLOBS}/${algorithm}/${start}`)) {
        const digest = name.startsWith(start) ? parseDigest(`${algorithm}:${name}`) : undefined
        if (digest !== undefined) yield digest
      }
    }
  }
}

/** The paths of all objects below a prefix. */
export async function* objectsBelow(driver: Driver, prefix: string): AsyncGenerator<string> {
  for await (const { name, kind } of driver.list(prefix)) {
    if (kind === 'object') yield `${prefix}/${name}`
    else yield* objectsBelow(driver, `${prefix}/${name}`)
  }
}
