import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, told from all others that ever were, on any machine. */
export interface ProcessName {
  readonly host: string
  readonly pid: number
  /** Which run of which machine, and which of its spaces of process ids; undefined where the system doesn't tell. */
  readonly space: string | undefined
  /** When it started, in a unit of the system's. */
  readonly started: string | undefined
}

let known: ProcessName | undefined

/** The name of this process. */
export function thisProcess(): ProcessName {
  known ??= { host: hostname(), pid: process.pid, space: space(), started: startOf(process.pid) }
  return known
}

/** True only where a process can't be running any more. */
export function isGone({ pid, space, started }: ProcessName): boolean {
  const here = thisProcess()
  if (space === undefined || space !== here.space || here.started === undefined) return false
  return startOf(pid) !== started
}

/** Containers of one machine share its boot, but count their processes each for themselves. */
function space(): string | undefined {
  const boot = ifTold(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const ids = ifTold(() => readlinkSync('/proc/self/ns/pid'))
  return boot && ids && `${boot} ${ids}`
}

/** Of the fields that follow the program's name, which may hold anything, in parentheses. */
const STATE = 0
const START = 19

/** Undefined for one that has ended, even if nobody has asked yet how. */
function startOf(pid: number): string | undefined {
  const stat = ifTold(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? []
  return /[ZX]/.test(fields[STATE] ?? '') ? undefined : fields[START]
}

function ifTold<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch {
    // Not every system has /proc.
    return undefined
  }
}
