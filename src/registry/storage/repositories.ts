import { parseRepository, type Repository } from '../oci/index.ts'
import { childrenOf, type Driver } from './driver.ts'
import { REPOSITORIES, revisions } from './layout.ts'

/** Which repositories there are. One comes to be with its first manifest, and goes with its last. */
export interface Repositories {
  has(repository: Repository): Promise<boolean>
  /** All of them, sorted by byte value. */
  all(): Promise<Repository[]>
}

/** The repositories that a driver holds. */
export function repositoriesIn(driver: Driver): Repositories {
  return {
    has: repository => hasManifest(driver, repository),
    async all() {
      const found: Repository[] = []
      for await (const repository of walk(driver, REPOSITORIES, '')) {
        if (await hasManifest(driver, repository)) found.push(repository)
      }
      return found.sort()
    },
  }
}

async function hasManifest(driver: Driver, repository: Repository): Promise<boolean> {
  for await (const { name } of driver.list(revisions(repository))) {
    for await (const _ of driver.list(`${revisions(repository)}/${name}`)) return true
  }
  return false
}

async function* walk(driver: Driver, prefix: string, name: string): AsyncGenerator<Repository> {
  const children = (await childrenOf(driver, prefix)).filter(child => child.kind === 'prefix')
  const repository = parseRepository(name)
  if (repository !== undefined && children.some(child => child.name === '_manifests')) {
    yield repository
  }
  for (const child of children) {
    if (child.name.startsWith('_')) continue
    yield* walk(
      driver,
      `${prefix}/${child.name}`,
      name === '' ? child.name : `${name}/${child.name}`,
    )
  }
}
