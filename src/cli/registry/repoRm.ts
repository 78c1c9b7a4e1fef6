import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'
import { repositoryNamed } from './named.ts'
import { openStorage } from './openStorage.ts'
import { CONFIG } from './storageOptions.ts'

/** `wharf registry repo rm CONFIG REPOSITORY` */
export const repoRmCommand = command({
  command: 'rm <config> <repository>',
  summary: 'Remove a repository with all its tags and manifests',
  options: yargs =>
    yargs.positional('config', CONFIG).positional('repository', {
      type: 'string',
      demandOption: true,
      describe: 'This one, not those whose names begin with its name',
    }),
  async run({ config, repository: name }, terminal) {
    const { driver } = await openStorage(config, terminal)
    const { removeRepository } = await import('../../registry/storage/maintenance/index.ts')
    const repository = await repositoryNamed(driver, name)
    await removeRepository(driver, repository)
    terminal.out(`${repository}: removed; \`wharf registry gc\` frees its blobs\n`)
    return EXIT.converged
  },
})
