import { readdir } from 'node:fs/promises'
import { readIfThere, writeFileAtomic } from '../base/files.ts'
import { FLEET, hostAddress, type Lab, type LabHost, pathsOf } from './model.ts'
import type { ProcessId } from './processes.ts'

/** What lab.json holds. */
interface Record {
  readonly network: number
  readonly hosts: readonly string[]
}

/** The lab of a directory, or undefined when it has none. */
export async function readLab(directory: string): Promise<Lab | undefined> {
  const text = await readIfThere(pathsOf(directory).record)
  if (!text) return undefined
  const { network, hosts }: Record = JSON.parse(text.toString())
  return newLab(directory, network, hosts)
}

/** A lab of some hosts of the fleet. */
export function newLab(directory: string, network: number, names: readonly string[]): Lab {
  const hosts = FLEET.filter(({ name }) => names.includes(name)).map(
    (plan): LabHost => ({ ...plan, address: hostAddress(network, plan.octet) }),
  )
  return { directory, network, hosts }
}

export async function writeLab(lab: Lab): Promise<void> {
  const record: Record = { network: lab.network, hosts: lab.hosts.map(({ name }) => name) }
  await writeFileAtomic(pathsOf(lab.directory).record, `${JSON.stringify(record)}\n`, {
    mode: 0o600,
  })
}

/** The process of a host as it was when the host was booted last. */
export async function readProcess(directory: string, host: string): Promise<ProcessId | undefined> {
  const text = await readIfThere(pathsOf(directory).process(host))
  return text && JSON.parse(text.toString())
}

/** Every host that has left a trace, those of a lab that was never finished too. */
export async function hostsOnDisk(directory: string): Promise<string[]> {
  try {
    return await readdir(pathsOf(directory).hosts)
  } catch {
    // No lab, no hosts.
    return []
  }
}
