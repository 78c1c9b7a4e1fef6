import { binarySize } from '../../base/binarySize.ts'
import { EXIT, Fault, UsageFault } from '../../base/fault.ts'
import type { Collected, CollectorEvent } from '../../registry/storage/maintenance/index.ts'
import { command, type Terminal } from '../command.ts'
import { interruptible, openStorage } from './openStorage.ts'
import { CONFIG, jsonText, OUTPUT } from './storageOptions.ts'

/** What `gc` and `fsck` exit with when something needs a person. */
export const NEEDS_ATTENTION = 2

/** `wharf registry gc CONFIG` */
export const gcCommand = command({
  command: 'gc <config>',
  summary: 'Remove blobs and links that no manifest needs, also while the daemon serves',
  options: yargs =>
    yargs
      .positional('config', CONFIG)
      .option('dry-run', {
        alias: 'd',
        type: 'boolean',
        default: false,
        describe: 'Only say what would be removed',
      })
      .option('delete-untagged', {
        alias: 'm',
        type: 'boolean',
        default: false,
        describe: 'Also remove manifests that no tag leads to',
      })
      .option('grace', {
        type: 'string',
        defaultDescription: 'graceperiod of the configuration, 1h',
        describe: 'Leave alone what is younger: a push may be about to refer to it',
      })
      .option('keep-trash', {
        type: 'string',
        default: '0',
        describe: 'Keep what is removed under _wharfinger/removed for so long',
      })
      .option('output', OUTPUT)
      .option('quiet', {
        alias: 'q',
        type: 'boolean',
        default: false,
        describe: 'Print only the result',
      }),
  async run(options, terminal) {
    const { dryRun, deleteUntagged, output, quiet } = options
    const { config, driver } = await openStorage(options.config, terminal)
    const { collectGarbage } = await import('../../registry/storage/maintenance/index.ts')
    if (config.auth?.openshift !== undefined) throw imagesElsewhere()
    const configured = config.storage.maintenance.garbagecollection.graceperiod
    const eligible: CollectorEvent[] = []
    const work = collectGarbage(driver, {
      grace: options.grace === undefined ? configured : await duration('grace', options.grace),
      keepTrash: await duration('keep-trash', options.keepTrash),
      deleteUntagged,
      dryRun,
      signal: terminal.signal,
      tell(event) {
        if (output === 'json') keepEligible(eligible, event)
        else say(event, quiet, terminal)
      },
    })
    const collected = await interruptible(terminal, work)
    terminal.out(output === 'json' ? json(collected, eligible, dryRun) : summary(collected, dryRun))
    return collected.troubles.length === 0 ? EXIT.converged : NEEDS_ATTENTION
  },
})

function imagesElsewhere(): Fault {
  return new Fault('config: auth.openshift: what images are in use, the cluster knows alone', {
    hint: 'prune with `oc adm prune images`',
  })
}

async function duration(option: string, text: string): Promise<number> {
  const { duration } = await import('../../registry/config/index.ts')
  const parsed = duration.safeParse(text)
  if (parsed.success) return parsed.data
  throw new UsageFault(`--${option}: not a duration such as 10s or 1h30m: ${text}`)
}

function say(event: CollectorEvent, quiet: boolean, { out, err }: Terminal): void {
  if (event.kind === 'trouble') err(`warning: ${event.path}: ${event.reason}\n`)
  else if (!quiet) out(`${lineOf(event)}\n`)
}

function lineOf(event: Exclude<CollectorEvent, { kind: 'trouble' }>): string {
  switch (event.kind) {
    case 'markedManifest':
      return `${event.repository}: marking manifest ${event.digest}`
    case 'markedBlob':
      return `${event.repository}: marking blob ${event.digest}`
    case 'eligibleManifest':
      return `manifest eligible for deletion: ${event.repository}@${event.digest}`
    case 'eligibleLink':
      return `layer link eligible for deletion: ${event.repository}@${event.digest}`
    case 'eligibleBlob':
      return `blob eligible for deletion: ${event.digest}`
    case 'emptied':
      return `repository eligible for deletion: ${event.repository}`
  }
}

function summary({ marked, blobs, manifests, bytes }: Collected, dryRun: boolean): string {
  const eligible = `${blobs} blobs and ${manifests} manifests eligible for deletion`
  const freed = `${dryRun ? 'Would free up' : 'Freed up'} ${binarySize(bytes)} of disk space`
  return `${marked} blobs marked, ${eligible}\n${freed}\n`
}

function keepEligible(eligible: CollectorEvent[], event: CollectorEvent): void {
  if (event.kind.startsWith('eligible') || event.kind === 'emptied') eligible.push(event)
}

function json(collected: Collected, eligible: readonly CollectorEvent[], dryRun: boolean): string {
  return jsonText({ dryRun, ...collected, eligible })
}
