import type { Repository } from '../oci/index.ts'
import type { Driver } from './driver.ts'
import { revisions } from './layout.ts'
import { walkRepositories } from './repositoryWalk.ts'

/** Which repositories there are. One comes to be with its first manifest, and goes with its last. */
export interface Repositories {
  has(repository: Repository): Promise<boolean>
  /** Those after a name, sorted by byte value. Whoever takes only the first few waits for no more than those. */
  all(after?: string): AsyncIterable<Repository>
}

/** The repositories that a driver holds. */
export function repositoriesIn(driver: Driver): Repositories {
  return {
    has: repository => hasManifest(driver, repository),
    async *all(after) {
      for await (const repository of walkRepositories(driver, after)) {
        if (await hasManifest(driver, repository)) yield repository
      }
    },
  }
}

async function hasManifest(driver: Driver, repository: Repository): Promise<boolean> {
  for await (const { name } of driver.list(revisions(repository))) {
    for await (const _ of driver.list(`${revisions(repository)}/${name}`)) return true
  }
  return false
}
