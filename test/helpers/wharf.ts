import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Counts, Event, Outcome, Recap } from '../../src/engine/module/index.ts'
import { type Ended, runProgram } from './program.ts'

/** A run of `wharf playbook` that has ended. */
export interface Played extends Ended {
  readonly events: readonly Event[]
  readonly recap: Recap
}

/** A run of `wharf playbook` that goes on. */
export interface Playing {
  readonly ended: Promise<Played>
  /** Resolves to the first event that is meant; throws when the run ends without it. */
  until(isMeant: (event: Event) => boolean): Promise<Event>
  kill(signal: NodeJS.Signals): void
}

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** The built product, in a process of its own, to its end. */
export function wharf(...args: readonly string[]): Promise<Played> {
  return startWharf(...args).ended
}

/** The same for somebody whose environment differs from this process's. */
export function wharfAs(
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Played> {
  return start(args, environment).ended
}

/** Starts the built product in a process of its own. */
export function startWharf(...args: readonly string[]): Playing {
  return start(args, {})
}

function start(args: readonly string[], environment: Readonly<Record<string, string>>): Playing {
  const command = [MAIN, 'playbook', '--output', 'jsonl', ...args]
  const env = { ...process.env, NO_COLOR: '1', ...environment }
  const child = spawn(process.execPath, command, { env })
  const events: Event[] = []
  const waiting = new Set<() => void>()
  const wake = (): void => {
    for (const look of waiting) look()
  }
  let line = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (line + chunk).split('\n')
    line = lines.pop() ?? ''
    events.push(...lines.map(text => JSON.parse(text) as Event))
    wake()
  })
  const ended = runProgram(child).then(end => {
    const last = events.at(-1)
    return { ...end, events, recap: last?.kind === 'runEnded' ? last.recap : {} }
  })
  return {
    ended,
    kill: signal => void child.kill(signal),
    until: isMeant =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = events.find(isMeant)
          if (found) resolve(found)
        }
        waiting.add(look)
        look()
        ended.then(end => reject(new Error(`the run ended before: ${failuresOf(end)}`)), reject)
      }),
  }
}

/** Every failure of a run in words, for messages of assertions. */
export function failuresOf({ code, events, stderr }: Played): string {
  const lines = events.flatMap(event => {
    if (event.kind === 'warning') return [`warning: ${event.message}`]
    if (event.kind !== 'taskFinished' && event.kind !== 'itemFinished') return []
    const { kind } = event.outcome
    if (kind !== 'failed' && kind !== 'unreachable') return []
    return [`${event.host}: ${event.task.name}: ${reasonOf(event.outcome)}`]
  })
  return [`exit ${code}`, ...lines, stderr].join('\n')
}

/** Names of the tasks that changed something on a host, each as often as it did, in order. */
export function changesOn({ events }: Played, host: string): readonly string[] {
  return events.flatMap(event =>
    event.kind === 'taskFinished' && event.host === host && event.outcome.kind === 'changed'
      ? [event.task.name]
      : [],
  )
}

/** How a task ended on a host, the last time it did. */
export function outcomeOf({ events }: Played, name: string, host: string): Outcome | undefined {
  const found = events.findLast(
    event => event.kind === 'taskFinished' && event.host === host && event.task.name.endsWith(name),
  )
  return found?.kind === 'taskFinished' ? found.outcome : undefined
}

/** Why an outcome is what it is; empty for those that need no reason. */
export function reasonOf(outcome: Outcome | undefined): string {
  return outcome && 'reason' in outcome ? outcome.reason : ''
}

/** The sum of one count over all hosts. */
export function total({ recap }: Played, count: keyof Counts): number {
  return Object.values(recap).reduce((sum, counts) => sum + counts[count], 0)
}

/** A folder for playbooks and inventories; gone when disposed of. */
export class Desk implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'wharfinger-desk-'))

  /** Writes a file and gives its path. JSON is YAML, too. */
  write(name: string, content: string | object): string {
    const path = join(this.path, name)
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true })
  }
}
