import type { Repository } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import { home, revisions, tags } from '../layout.ts'

/**
 * Removes a repository, not those whose names go on from its name. Its blobs stay until garbage is collected. Tags go before what
 * they point at, so that a pull in between finds nothing rather than half of an image.
 */
export async function removeRepository(driver: Driver, repository: Repository): Promise<void> {
  const parts = ['_referrers', '_manifests', '_layers', '_uploads']
  await driver.remove(tags(repository))
  await driver.remove(revisions(repository))
  for (const part of parts) await driver.remove(`${home(repository)}/${part}`)
  await driver.tidy?.(home(repository))
}
