import { join } from 'node:path'
import { EXIT, Fault } from '../../base/fault.ts'
import type { Event, Recap } from '../../engine/module/index.ts'
import { type Lab, pathsOf } from '../../lab/index.ts'
import { command, type Terminal } from '../command.ts'
import { execute, HOME, type JobOptions, prepare } from '../job.ts'

/** `wharf lab demo`, which is `npm start`: provisions a lab twice and shows that the second run changes nothing. */
export const demoCommand = command({
  command: 'demo',
  summary: 'Provision a lab with the shipped playbook, twice, and take it down again',
  options: yargs =>
    yargs.option('keep', { type: 'boolean', default: false, describe: 'Leave the lab up' }),
  async run({ keep }, terminal) {
    const { down, up } = await import('../../lab/index.ts')
    const directory = process.cwd()
    terminal.out('Bringing up four hosts and a small Kubernetes API on this machine...\n')
    const lab = await up({ directory, signal: terminal.signal })
    let left = false
    try {
      const code = await provisionTwice(lab, terminal)
      left = keep && code !== EXIT.interrupted
      if (left) terminal.out(STAYS)
      return code
    } finally {
      if (!left) await down(directory, { keepLogs: true })
    }
  },
})

const STAYS = `The lab stays up:
  wharf lab ssh node1       a shell on a host
  wharf lab status          what is running
  wharf lab down            take it down
`

async function provisionTwice(lab: Lab, terminal: Terminal): Promise<number> {
  const first = await provision(lab, 1, terminal)
  if (first.exitCode !== EXIT.converged) return first.exitCode
  terminal.out(summaryOf(first))
  terminal.out('\nOnce more: nothing is left to change.\n')
  const second = await provision(lab, 2, terminal)
  if (second.exitCode !== EXIT.converged) return second.exitCode
  const changed = changedHosts(second.recap)
  if (changed.length > 0) throw new Fault(`the second run changed ${changed.join(', ')}`)
  terminal.out(`The second run changed nothing on ${Object.keys(second.recap).length} hosts.\n`)
  return EXIT.converged
}

interface Provisioned {
  readonly exitCode: number
  readonly recap: Recap
  readonly report: string
  readonly address: string | undefined
  readonly fingerprint: string | undefined
}

async function provision(lab: Lab, run: number, terminal: Terminal): Promise<Provisioned> {
  const paths = pathsOf(lab.directory)
  const report = join(paths.logs, `run-${run}.jsonl`)
  const options: JobOptions = { ...OPTIONS, inventory: [paths.inventory], file: report }
  const job = prepare(join(HOME, 'playbooks/site.yaml'), options)
  const found = new Map<string, unknown>()
  const end = await execute(job, options, terminal, event => note(event, found))
  return {
    ...end,
    report,
    address: textOf(found.get('address')),
    fingerprint: textOf(found.get('fingerprint')),
  }
}

const OPTIONS = {
  limit: undefined,
  tags: [],
  skipTags: [],
  extraVars: [],
  forks: 50,
  check: false,
  diff: false,
  user: undefined,
  privateKey: undefined,
  become: undefined,
  output: 'auto',
  verbosity: 0,
} as const satisfies Omit<JobOptions, 'inventory' | 'file'>

/** Keeps what the summary tells: where the registry is and which authority vouches for it. */
function note(event: Event, found: Map<string, unknown>): void {
  if (event.kind !== 'taskFinished' && event.kind !== 'itemFinished') return
  const { module } = event.task
  const { outcome } = event
  if (outcome.kind !== 'ok' && outcome.kind !== 'changed') return
  const { address, fingerprint } = outcome.result
  if (module === 'registry_check' && address !== undefined) found.set('address', address)
  if (module === 'x509_ca') found.set('fingerprint', fingerprint)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function summaryOf({ address, fingerprint, report }: Provisioned): string {
  return `The registry is at https://${address ?? '?'}
  signed by the CA with the SHA-256 fingerprint ${fingerprint ?? '?'}
  pushed to and pulled from by every host, trusting only what its certs.d holds
  the whole report is in ${report}
`
}

function changedHosts(recap: Recap): string[] {
  return Object.entries(recap)
    .filter(([, { changed }]) => changed > 0)
    .map(([host]) => host)
}
