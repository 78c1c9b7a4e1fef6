import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Repository } from '../../registry/oci/index.ts'
import type { Driver } from '../../registry/storage/index.ts'

/** The repository of a storage that a word names. Throws a Fault where there is none of this name. */
export async function repositoryNamed(driver: Driver, name: string): Promise<Repository> {
  const { parseRepository } = await import('../../registry/oci/index.ts')
  const { holdsRepository, listRepositories } = await import(
    '../../registry/storage/maintenance/index.ts'
  )
  const repository = parseRepository(name)
  if (repository && (await holdsRepository(driver, repository))) return repository
  const known = (await listRepositories(driver)).map(listed => listed.repository)
  throw new Fault(`no repository "${name}"${didYouMean(name, known)}`, {
    hint: '`wharf registry ls CONFIG` lists them',
  })
}
