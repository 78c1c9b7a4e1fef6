import { binarySize } from '../../base/binarySize.ts'
import { EXIT } from '../../base/fault.ts'
import type { Checked, Finding } from '../../registry/storage/maintenance/index.ts'
import { command } from '../command.ts'
import { NEEDS_ATTENTION } from './gc.ts'
import { interruptible, openStorage } from './openStorage.ts'
import { CONFIG, jsonText, OUTPUT } from './storageOptions.ts'

/** `wharf registry fsck CONFIG` */
export const fsckCommand = command({
  command: 'fsck <config>',
  summary: 'Check every blob, link and tag of the storage, also while the daemon serves',
  options: yargs =>
    yargs
      .positional('config', CONFIG)
      .option('repair', {
        type: 'boolean',
        default: false,
        describe: 'Do what can be done; a blob with right bytes is never removed',
      })
      .option('fast', {
        type: 'boolean',
        default: false,
        describe: 'Read no blob: compare sizes alone',
      })
      .option('output', OUTPUT),
  async run({ config: path, repair, fast, output }, terminal) {
    const { config, driver } = await openStorage(path, terminal)
    const { checkStorage } = await import('../../registry/storage/maintenance/index.ts')
    const { disabled, manifests } = config.validation
    const work = checkStorage(driver, {
      repair,
      fast,
      needsChildren: !disabled && manifests.indexes.platforms === 'all',
      signal: terminal.signal,
      tell(finding) {
        if (output === 'text') terminal.out(textOf(finding))
      },
    })
    const checked = await interruptible(terminal, work)
    terminal.out(output === 'json' ? jsonText(checked) : summary(checked))
    return checked.remaining === 0 ? EXIT.converged : NEEDS_ATTENTION
  },
})

function textOf({ path, meaning, detail, repair, isRepaired }: Finding): string {
  const about = detail === undefined ? '' : ` (${detail})`
  return `${path}\n  ${meaning}${about}\n  ${remedy(repair, isRepaired)}\n`
}

function remedy(repair: string | undefined, isRepaired: boolean): string {
  if (repair === undefined) return 'cannot be repaired here'
  return isRepaired ? `repaired: it ${repair}` : `with --repair it ${repair}`
}

function summary({ repositories, manifests, blobs, bytes, findings, remaining }: Checked): string {
  const seen = `${repositories} repositories, ${manifests} manifests`
  const read = `${blobs} blobs read (${binarySize(bytes)})`
  return `${seen}, ${read}: ${findings.length} findings, ${remaining} remain\n`
}
