import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootFleet, type Fleet, inside, reachedBy } from '../test/helpers/fleet.ts'
import { PLAYBOOK, RESET, SCRIPT, TEMPLATES } from './enginePlay.ts'
import { type Cost, measureSsh, measureWharf } from './measure.ts'
import { roundTripsOf } from './roundTrips.ts'

const SIZES = [1, 10, 50]
const ROUNDS = 3
const MOST_TIMES = 2
const MOST_RSS = 300

/** Keeps real hosts with a play, and with one `ssh HOST sh -s` each, in turns; prints what both took. Throws when a goal is missed. */
export async function engineBench(): Promise<void> {
  const fleet = await bootFleet('bench', Math.max(...SIZES))
  const folder = mkdtempSync(join(tmpdir(), 'wharfinger-bench-'))
  try {
    process.stdout.write(`${HEAD}\n`)
    for (const size of SIZES) {
      const rows = await measureSize(fleet, size, folder)
      process.stdout.write(`${rows.map(lineOf).join('\n')}\n`)
      rows.filter(({ work }) => work === 'converged').forEach(hold)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Row {
  readonly size: number
  readonly work: 'first' | 'converged'
  readonly wharf: Cost
  readonly ssh: Cost
  readonly roundTrips: number
}

async function measureSize(fleet: Fleet, size: number, folder: string): Promise<readonly Row[]> {
  const hosts = fleet.hosts.slice(0, size)
  const write = (name: string, content: string | object): string => {
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const inventory = write('inventory.yaml', {
    all: {
      hosts: Object.fromEntries(hosts.map(host => [host.name, { ansible_host: host.address }])),
      vars: reachedBy(fleet),
    },
  })
  const playbook = write('play.yaml', PLAYBOOK)
  for (const [name, text] of Object.entries(TEMPLATES)) write(name, text)
  const script = write('script.sh', SCRIPT)
  const names = hosts.map(({ name }) => name)

  const byWharf = () =>
    measureWharf(join(folder, 'usage'), ['playbook', playbook, '-i', inventory, '--forks', '50'])
  const bySsh = () => measureSsh(fleet.sshConfig, names, script)
  const reset = () => Promise.all(hosts.map(host => inside(host, RESET)))
  const costs = { first: { wharf: [], ssh: [] }, converged: { wharf: [], ssh: [] } } as Costs
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of [
      ['wharf', byWharf],
      ['ssh', bySsh],
    ] as const) {
      await reset()
      costs.first[name].push(await run())
    }
    for (const [name, run] of [
      ['wharf', byWharf],
      ['ssh', bySsh],
    ] as const)
      costs.converged[name].push(await run())
  }
  const trips = { converged: await roundTripsOf(playbook, inventory), first: 0 }
  await reset()
  trips.first = await roundTripsOf(playbook, inventory)
  return (['first', 'converged'] as const).map(work => ({
    size,
    work,
    wharf: middle(costs[work].wharf),
    ssh: middle(costs[work].ssh),
    roundTrips: trips[work],
  }))
}

type Costs = Record<Row['work'], Record<'wharf' | 'ssh', Cost[]>>

/** The median of each figure. */
function middle(costs: readonly Cost[]): Cost {
  const median = (numbers: readonly number[]): number =>
    [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
  return {
    wall: median(costs.map(({ wall }) => wall)),
    cpu: median(costs.map(({ cpu }) => cpu)),
    rss: median(costs.map(({ rss }) => rss)),
  }
}

function hold({ size, wharf, ssh }: Row): void {
  const times = wharf.wall / ssh.wall
  if (size === 50 && times > MOST_TIMES)
    throw new Error(`${times.toFixed(2)} times the baseline; the limit is ${MOST_TIMES}`)
  if (wharf.rss > MOST_RSS)
    throw new Error(`${wharf.rss.toFixed(0)} MB resident; the limit is ${MOST_RSS}`)
}

const HEAD =
  'hosts  run        wharf s   ssh s   ratio   wharf CPU s   ssh CPU s   peak RSS MB   round trips a host'

function lineOf({ size, work, wharf, ssh, roundTrips }: Row): string {
  return [
    String(size).padStart(5),
    ` ${work.padEnd(9)}`,
    wharf.wall.toFixed(2).padStart(8),
    ssh.wall.toFixed(2).padStart(7),
    (wharf.wall / ssh.wall).toFixed(2).padStart(7),
    wharf.cpu.toFixed(2).padStart(13),
    ssh.cpu.toFixed(2).padStart(11),
    wharf.rss.toFixed(0).padStart(13),
    roundTrips.toFixed(1).padStart(20),
  ].join(' ')
}
