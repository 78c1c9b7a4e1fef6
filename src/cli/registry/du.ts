import { binarySize } from '../../base/binarySize.ts'
import { columns } from '../../base/columns.ts'
import { EXIT } from '../../base/fault.ts'
import type { Usage } from '../../registry/storage/maintenance/index.ts'
import { command } from '../command.ts'
import { repositoryNamed } from './named.ts'
import { openStorage } from './openStorage.ts'
import { CONFIG, jsonText, OUTPUT, PATHS } from './storageOptions.ts'

/** `wharf registry du CONFIG [REPOSITORY]` */
export const duCommand = command({
  command: 'du <config> [repository]',
  summary: 'Show what repositories take, and how much of that they share',
  options: yargs =>
    yargs
      .positional('config', CONFIG)
      .positional('repository', { type: 'string', describe: 'Show this one alone' })
      .option('paths', PATHS)
      .option('output', OUTPUT),
  async run({ config, repository: name, paths, output }, terminal) {
    const { driver } = await openStorage(config, terminal)
    const { usageOf } = await import('../../registry/storage/maintenance/index.ts')
    const only = name === undefined ? undefined : await repositoryNamed(driver, name)
    const usage = await usageOf(driver, only)
    terminal.out(output === 'json' ? jsonText(usage) : text(usage, paths))
    return EXIT.converged
  },
})

const HEADINGS = ['REPOSITORY', '>UNIQUE', '>SHARED', '>TOTAL', '>BLOBS', 'PATH']

function text({ repositories, whole }: Usage, paths: boolean): string {
  const rows = repositories.map(({ repository, unique, shared, total, blobs, path }) => [
    repository,
    binarySize(unique),
    binarySize(shared),
    binarySize(total),
    `${blobs}`,
    path,
  ])
  const lines = columns(paths ? HEADINGS : HEADINGS.slice(0, -1), rows)
  const unlinked = `${binarySize(whole.unlinked)} of it in no repository`
  return [...lines, '', `${binarySize(whole.total)} in ${whole.blobs} blobs, ${unlinked}`, ''].join(
    '\n',
  )
}
