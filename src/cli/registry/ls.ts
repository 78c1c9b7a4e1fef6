import { binarySize } from '../../base/binarySize.ts'
import { columns } from '../../base/columns.ts'
import { EXIT } from '../../base/fault.ts'
import { command } from '../command.ts'
import { repositoryNamed } from './named.ts'
import { openStorage } from './openStorage.ts'
import { CONFIG, jsonText, OUTPUT, PATHS } from './storageOptions.ts'

/** `wharf registry ls CONFIG [REPOSITORY]` */
export const lsCommand = command({
  command: 'ls <config> [repository]',
  summary: 'List the repositories of the storage, or the tags of one',
  options: yargs =>
    yargs
      .positional('config', CONFIG)
      .positional('repository', { type: 'string', describe: 'List the tags of this one' })
      .option('paths', PATHS)
      .option('output', OUTPUT),
  async run({ config, repository: name, paths, output }, terminal) {
    const { driver } = await openStorage(config, terminal)
    const { listRepositories, listTags } = await import(
      '../../registry/storage/maintenance/index.ts'
    )
    if (name === undefined) {
      const listed = await listRepositories(driver)
      const rows = listed.map(({ repository, tags, path }) => [repository, `${tags}`, path])
      terminal.out(
        output === 'json' ? jsonText(listed) : table(['REPOSITORY', '>TAGS', 'PATH'], rows, paths),
      )
      return EXIT.converged
    }
    const listed = await listTags(driver, await repositoryNamed(driver, name))
    const rows = listed.map(({ tag, kind, size, created, pushed, digest, path }) => [
      tag,
      kind,
      binarySize(size),
      dateText(created),
      dateText(pushed),
      digest,
      path,
    ])
    terminal.out(output === 'json' ? jsonText(listed) : table(TAG_HEADINGS, rows, paths))
    return EXIT.converged
  },
})

const TAG_HEADINGS = ['TAG', 'TYPE', '>SIZE', 'CREATED', 'PUSHED', 'DIGEST', 'PATH']

/** The last column is for those who look into the storage itself. */
function table(headings: readonly string[], rows: readonly string[][], paths: boolean): string {
  const shown = paths ? headings : headings.slice(0, -1)
  return columns(shown, rows)
    .map(line => `${line}\n`)
    .join('')
}

function dateText(date: Date | string | undefined): string {
  const time = new Date(date ?? Number.NaN)
  return Number.isNaN(time.getTime()) ? '-' : `${time.toISOString().slice(0, 19)}Z`
}
