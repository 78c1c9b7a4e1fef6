import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Fault, InterruptedFault } from '../base/fault.ts'
import { boot } from './boot.ts'
import { create } from './create.ts'
import { down } from './down.ts'
import { FLEET, type Lab, type LabHost, pathsOf } from './model.ts'
import { findAbility } from './namespaces.ts'
import { reserveAgain, reserveNetwork } from './network.ts'
import { end, isAlive } from './processes.ts'
import { ownProgram, type Program } from './program.ts'
import { answers } from './ready.ts'
import { newLab, readLab, readProcess } from './record.ts'
import { shortcoming } from './requirements.ts'

export interface UpOptions {
  /** Where `inventory.lab.yaml` and `.lab/` go. */
  readonly directory: string
  /** Names of the fleet's hosts; all of them unless given. A lab that is there already keeps the hosts it has. */
  readonly hosts?: readonly string[]
  readonly signal?: AbortSignal
  /** Called when a host answers. */
  readonly onHost?: (host: LabHost) => void
}

/**
 * Brings up a directory's lab, or what of it is down, and resolves when every host answers. What an interrupted or failed
 * call began is undone: a new lab is removed (a failed one leaves its logs), hosts that it started in an old one are ended.
 */
export async function up(options: UpOptions): Promise<Lab> {
  const ability = await findAbility()
  if (ability.kind === 'unable') throw new Fault(shortcoming(ability) ?? ability.asUser)
  const directory = resolve(options.directory)
  const known = await readLab(directory)
  const means: Means = { ...options, unshare: ability.unshare, program: ownProgram() }
  try {
    return known ? await resume(known, means) : await begin(directory, means)
  } catch (error) {
    throw options.signal?.aborted ? new InterruptedFault('interrupted') : error
  }
}

interface Means extends UpOptions {
  readonly unshare: readonly string[]
  readonly program: Program
}

async function begin(directory: string, means: Means): Promise<Lab> {
  // What an attempt that was killed may have left.
  await down(directory)
  await using reservation = await reserveNetwork()
  const lab = newLab(directory, reservation.network, means.hosts ?? FLEET.map(({ name }) => name))
  try {
    await mkdir(pathsOf(directory).lab, { recursive: true, mode: 0o700 })
    await create(lab, means.program)
    await start(lab, lab.hosts, means)
    return lab
  } catch (error) {
    await down(directory, { keepLogs: !means.signal?.aborted })
    throw error
  }
}

async function resume(lab: Lab, means: Means): Promise<Lab> {
  const resting: LabHost[] = []
  for (const host of lab.hosts) {
    const process = await readProcess(lab.directory, host.name)
    if (!process || !isAlive(process)) resting.push(host)
  }
  if (resting.length === 0) return lab
  await using _ = await reserveAgain(lab.network)
  try {
    await start(lab, resting, means)
    return lab
  } catch (error) {
    const processes = await Promise.all(resting.map(host => readProcess(lab.directory, host.name)))
    await end(processes.filter(process => process !== undefined))
    throw error
  }
}

/** Boots hosts and waits for them. The first that fails ends the waiting for all; none is still starting after that. */
async function start(lab: Lab, hosts: readonly LabHost[], means: Means): Promise<void> {
  const patience = AbortSignal.timeout(PATIENCE)
  const failure = new AbortController()
  const signals = [patience, failure.signal, ...(means.signal ? [means.signal] : [])]
  const signal = AbortSignal.any(signals)
  let first: unknown
  const starting = hosts.map(host =>
    startHost(lab, host, { ...means, signal }).catch(error => {
      first ??= error
      failure.abort()
    }),
  )
  await Promise.all(starting)
  if (first !== undefined) throw patience.aborted ? tooSlow(lab) : first
}

async function startHost(
  lab: Lab,
  host: LabHost,
  means: Means & { readonly signal: AbortSignal },
): Promise<void> {
  means.signal.throwIfAborted()
  const { failed } = await boot(lab, host, means)
  await Promise.race([answers(lab, host, means.signal), failed])
  means.onHost?.(host)
}

const PATIENCE = 60_000

function tooSlow(lab: Lab): Fault {
  return new Fault(`not every host answered within ${PATIENCE / 1000} seconds`, {
    hint: `their logs are in ${pathsOf(lab.directory).logs}`,
  })
}
