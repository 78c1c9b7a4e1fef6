import { readdirSync, readFileSync } from 'node:fs'

/** Sends a signal to every process of a session but not to sessions that its processes began. */
export function signalSession(session: number, signal: NodeJS.Signals): void {
  for (const pid of membersOf(session)) signalProcess(pid, signal)
}

/** Sends a signal to one process; one that is gone already is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function membersOf(session: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => sessionOf(pid) === session)
}

function sessionOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name may hold anything; what follows its last parenthesis does not.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : Number(fields[3])
  } catch {
    // It ended while we were looking.
    return undefined
  }
}
