import type { Repository } from '../oci/index.ts'
import type { Driver } from './driver.ts'
import { revisions } from './layout.ts'
import { Recent } from './recent.ts'
import { walkRepositories } from './repositoryWalk.ts'

/** Which repositories there are. One comes to be with its first manifest, and goes with its last. */
export interface Repositories {
  has(repository: Repository): Promise<boolean>
  /** Those after a name, sorted by byte value. Whoever takes only the first few waits for no more than those. */
  all(after?: string): AsyncIterable<Repository>
}

/** In bytes of paths. */
const REMEMBERED = 1024 * 1024

/** The repositories that a driver holds. */
export function repositoriesIn(driver: Driver): Repositories {
  /** Of each a link that was there: as long as it is, a large directory needn't be listed. */
  const known = new Recent<string>(REMEMBERED)
  return {
    async has(repository) {
      const link = known.get(repository)
      if (link !== undefined && (await driver.stat(link))) return true
      const found = await someManifest(driver, repository)
      if (found !== undefined) known.set(repository, `${found}/link`, found.length)
      return found !== undefined
    },
    async *all(after) {
      for await (const repository of walkRepositories(driver, after)) {
        if (await someManifest(driver, repository)) yield repository
      }
    },
  }
}

/** Where any manifest of a repository is kept. */
async function someManifest(driver: Driver, repository: Repository): Promise<string | undefined> {
  const home = revisions(repository)
  for await (const algorithm of driver.list(home)) {
    for await (const { name } of driver.list(`${home}/${algorithm.name}`)) {
      return `${home}/${algorithm.name}/${name}`
    }
  }
  return undefined
}
