import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** A process that can't be mistaken for a later one with its number. */
export interface ProcessId {
  readonly pid: number
  /** Clock ticks from the machine's boot to the process's start. */
  readonly started: number
}

/** The identity of a process that runs now, or undefined when none has that number. */
export function identify(pid: number): ProcessId | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name may hold anything; what follows its last parenthesis does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie only waits for its parent to look.
    return fields[0] === 'Z' ? undefined : { pid, started: Number(fields[19]) }
  } catch {
    return undefined
  }
}

export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.started === id.started
}

/** Kills processes and their children, and resolves when they are gone. */
export async function end(ids: readonly ProcessId[]): Promise<void> {
  const alive = ids.filter(isAlive)
  const doomed = [...alive, ...alive.flatMap(childrenOf)]
  for (const { pid } of doomed) kill(pid)
  // A host is gone when its process 1 is: the kernel has ended all others by then.
  while (doomed.some(isAlive)) await delay(5)
}

function childrenOf({ pid }: ProcessId): ProcessId[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .split(' ')
      .filter(child => child !== '')
      .flatMap(child => identify(Number(child)) ?? [])
  } catch {
    // It ended by itself, and its children with it.
    return []
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
