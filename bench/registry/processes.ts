import { readdirSync, readFileSync } from 'node:fs'

/** A process and all that descend from it. */
export function familyOf(root: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const fields = read(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ') ?? []
    parents.set(Number(name), Number(fields[1]))
  }
  const family = [root]
  for (const member of family) {
    for (const [pid, parent] of parents) if (parent === member) family.push(pid)
  }
  return family
}

/** CPU seconds that processes have used so far: to the nanosecond, by thread, as far as threads still live. */
export function cpuSeconds(pids: readonly number[]): number {
  let nanoseconds = 0
  for (const pid of pids) {
    for (const thread of list(`/proc/${pid}/task`)) {
      nanoseconds += Number(read(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0])
    }
  }
  return nanoseconds / 1e9
}

/** Follows the resident memory of processes, in MB: the most that all had at once, and that one had. */
export function watchMemory(pids: readonly number[]): { stop(): Memory } {
  const peak = { all: 0, one: 0 }
  const look = (): void => {
    const sizes = pids.map(pid => (Number(read(`/proc/${pid}/statm`).split(' ')[1]) * 4096) / 1e6)
    peak.all = Math.max(
      peak.all,
      sizes.reduce((sum, size) => sum + size, 0),
    )
    peak.one = Math.max(peak.one, ...sizes)
  }
  const timer = setInterval(look, 20)
  return {
    stop() {
      clearInterval(timer)
      look()
      return peak
    },
  }
}

export interface Memory {
  readonly all: number
  readonly one: number
}

/** Processes and threads may end while one looks. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '0'
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
