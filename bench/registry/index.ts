import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cell, cells, type Sample } from './cells.ts'
import { MEGABYTES_64 } from './content.ts'
import { measureMemory } from './memory.ts'
import type { Memory } from './processes.ts'
import { ours, oursWithTls, peers, type Server, start } from './servers.ts'
import { fill, makeStock, type Stock } from './stock.ts'
import { headOf, rowOf, tableOf } from './table.ts'

const ROUNDS = 3
/** What one process may take. */
const MOST_MEMORY = 256

/**
 * Measures our daemon and Debian's docker-registry in turns, on a storage in memory, and prints both and the ratio. Throws when
 * ours takes too much memory. `--quick` for a first look.
 */
export async function registryBench(flags: readonly string[]): Promise<void> {
  const isQuick = flags.includes('--quick')
  const directory = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'wharf-'))
  const running: Server[] = []
  try {
    await warm(directory)
    const mine = await ours()
    for (const recipe of [mine, ...(await peers()), await oursWithTls(mine, directory)]) {
      running.push(await start(recipe, directory))
    }
    const plain = running.filter(({ ca }) => ca === undefined)
    const stock = makeStock()
    for (const server of running) await fill(server, stock)

    const chosen = cells(isQuick).filter(({ label }) => matches(label, flags))
    const samples = await measure(chosen, { running, stock, rounds: isQuick ? 1 : ROUNDS })
    const names = plain.map(({ name }) => name)
    const rows = chosen.map(cell => rowOf(cell, names, samples.get(cell) ?? new Map()))
    const pushes = isQuick ? 16 : 64
    const memory = await measureMemory(plain, pushes)
    process.stdout.write(
      `${tableOf(headOf(names), [...rows, startRow(plain), memoryRow(plain, memory, pushes)])}\n`,
    )
    hold(plain[0], memory)
  } finally {
    for (const server of running) await server[Symbol.asyncDispose]()
    await rm(directory, { recursive: true })
  }
}

/** A virtual machine may have to ask for memory that it never used; nobody's first push is to pay for that. */
async function warm(directory: string): Promise<void> {
  const file = join(directory, 'warm')
  const piece = Buffer.alloc(MEGABYTES_64)
  for (let count = 0; count < 24; count++) await appendFile(file, piece)
  await rm(file)
}

/** Words beside the flags choose what is measured. */
function matches(label: string, flags: readonly string[]): boolean {
  const words = flags.filter(flag => !flag.startsWith('-'))
  return words.length === 0 || words.some(word => label.includes(word))
}

interface Measuring {
  readonly running: readonly Server[]
  readonly stock: Stock
  readonly rounds: number
}

type AllSamples = ReadonlyMap<Cell, ReadonlyMap<string, Sample[]>>

/** In turns: whatever else the machine does meanwhile, it does to all. */
async function measure(
  chosen: readonly Cell[],
  { running, stock, rounds }: Measuring,
): Promise<AllSamples> {
  const all = new Map(chosen.map(cell => [cell, new Map<string, Sample[]>()]))
  for (let round = 0; round < rounds; round++) {
    for (const [cell, byName] of all) {
      const asked = running.filter(({ ca }) => (ca !== undefined) === (cell.isSecure === true))
      for (const server of asked) {
        const samples = byName.get(server.name) ?? []
        byName.set(server.name, samples)
        samples.push(await cell.run(server, stock))
      }
    }
  }
  return all
}

function startRow(servers: readonly Server[]): readonly string[] {
  const seconds = servers.map(({ startup }) => startup)
  const ratios = seconds.slice(1).map(other => `${(other / (seconds[0] ?? 1)).toFixed(2)}x`)
  return pad(servers, ['start', ...seconds.map(value => `${value.toFixed(2)} s`), ...ratios])
}

function memoryRow(
  servers: readonly Server[],
  memory: ReadonlyMap<string, Memory>,
  pushes: number,
): readonly string[] {
  const texts = servers.map(({ name, pids }) => {
    const { all, one } = memory.get(name) ?? { all: 0, one: 0 }
    return `${all.toFixed(0)} MB${pids.length > 1 ? ` (${one.toFixed(0)} in one process)` : ''}`
  })
  return pad(servers, [`peak memory, ${pushes} pushes at once`, ...texts])
}

function pad(servers: readonly Server[], row: readonly string[]): readonly string[] {
  return Array.from({ length: servers.length * 3 }, (_, column) => row[column] ?? '')
}

function hold(server: Server | undefined, memory: ReadonlyMap<string, Memory>): void {
  const one = memory.get(server?.name ?? '')?.one ?? 0
  if (one > MOST_MEMORY) {
    throw new Error(`${one.toFixed(0)} MB in one process; the limit is ${MOST_MEMORY}`)
  }
}
