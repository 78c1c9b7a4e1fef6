import { resolve } from 'node:path'
import type { LabHost } from './model.ts'
import { isAlive } from './processes.ts'
import { greets } from './ready.ts'
import { readLab, readProcess } from './record.ts'

export interface HostStatus {
  readonly host: LabHost
  /** `starting`: it runs, and its SSH server does not answer. */
  readonly state: 'up' | 'starting' | 'down'
}

/** How a directory's lab is, or undefined when it has none. */
export async function status(directory: string): Promise<HostStatus[] | undefined> {
  const lab = await readLab(resolve(directory))
  if (!lab) return undefined
  return Promise.all(
    lab.hosts.map(async host => {
      const process = await readProcess(lab.directory, host.name)
      if (!process || !isAlive(process)) return { host, state: 'down' as const }
      return { host, state: (await greets(host.address)) ? ('up' as const) : ('starting' as const) }
    }),
  )
}
