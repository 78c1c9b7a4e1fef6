import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadInventory } from '../../src/engine/inventory/index.ts'
import type { Event, Outcome, Transport } from '../../src/engine/module/index.ts'
import { loadPlaybook } from '../../src/engine/playbook/index.ts'
import { type RunEnd, type RunOptions, runPlaybook } from '../../src/engine/run/index.ts'
import { ENGINE_MODULES } from './engineModules.ts'
import { FakeTransport } from './fakeTransport.ts'

/** A folder with a playbook, and hosts that are shells in folders of their own. */
export interface Bench {
  readonly root: string
  readonly hosts: FakeTransport
  /** Writes a file below the bench's folder. */
  file(name: string, text: string): string
  /** Plays a playbook on the hosts. */
  play(text: string, options?: Partial<RunOptions>): Promise<Played>
}

/** A run and what it reported. */
export class Played {
  readonly end: RunEnd
  readonly events: readonly Event[]

  constructor(end: RunEnd, events: readonly Event[]) {
    this.end = end
    this.events = events
  }

  /** `host: task: kind`, in the order reported. */
  get log(): string[] {
    return this.finished.map(({ host, task, outcome }) => `${host}: ${task.name}: ${outcome.kind}`)
  }

  get finished(): (Event & { kind: 'taskFinished' })[] {
    return this.events.filter(event => event.kind === 'taskFinished')
  }

  get warnings(): string[] {
    return this.events
      .filter(event => event.kind === 'warning')
      .map(({ host, message }) => `${host ?? ''}: ${message}`)
  }

  outcome(task: string, host = 'h1'): Outcome | undefined {
    return this.finished.findLast(event => event.task.name === task && event.host === host)?.outcome
  }

  /** What `say` printed. */
  said(task: string, host = 'h1'): unknown {
    const outcome = this.outcome(task, host)
    return outcome && 'result' in outcome ? outcome.result?.['msg'] : undefined
  }
}

/** A bench with hosts h1 to hN, each with a variable `dir`: a folder of its own. */
export function makeBench(count = 2): Bench {
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-run-'))
  const hosts = new FakeTransport()
  const names = Array.from({ length: count }, (_, index) => `h${index + 1}`)
  for (const name of names) mkdirSync(join(root, name))
  const entries = Object.fromEntries(names.map(name => [name, { dir: join(root, name) }]))
  const file = (name: string, text: string): string => {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }
  const inventory = file(
    'inventory.yaml',
    JSON.stringify({ all: { hosts: entries, children: { web: { hosts: { h1: null } } } } }),
  )
  return {
    root,
    hosts,
    file,
    play: (text, options) =>
      playOn(hosts, { inventory, playbook: file('site.yaml', text) }, options),
  }
}

/** Plays a playbook over a transport. */
export async function playOn(
  transport: Transport,
  { inventory, playbook }: { inventory: string; playbook: string },
  options: Partial<RunOptions> = {},
): Promise<Played> {
  const events: Event[] = []
  const end = await runPlaybook(loadPlaybook(playbook, { modules: ENGINE_MODULES }), {
    inventory: loadInventory([inventory]),
    transport,
    report: event => events.push(event),
    signal: new AbortController().signal,
    ...options,
  })
  return new Played(end, events)
}

export function clearBench({ root }: Bench): void {
  rmSync(root, { recursive: true, force: true })
}
