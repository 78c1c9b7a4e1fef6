import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { Fault } from '../../../base/fault.ts'
import { contentOf, type Driver } from '../driver.ts'
import { COLLECTOR } from '../layout.ts'

/** The right to be the only one that collects garbage in a storage. */
export interface Lease extends AsyncDisposable {
  /** Aborted when somebody else took the lease over: this process must have been asleep for long. */
  readonly signal: AbortSignal
}

export interface LeaseOptions {
  readonly now?: () => number
  /** How often the holder shows that it lives, in ms. */
  readonly heartbeat?: number
}

/** A lease that wasn't renewed for so many heartbeats belongs to nobody. */
const BEATS_TO_LIVE = 6

interface Holder {
  readonly id: string
  readonly host: string
  readonly pid: number
}

/**
 * Takes the lease, and renews it until it is disposed of. Throws a Fault while another process has it. Two that ask in the same
 * moment may both get it: that costs time, and harms nothing, as each puts back what it can't prove unused.
 */
export async function takeLease(
  driver: Driver,
  { now = Date.now, heartbeat = 10_000 }: LeaseOptions = {},
): Promise<Lease> {
  await refuseIfHeld(driver, now(), heartbeat * BEATS_TO_LIVE)
  const me: Holder = { id: randomUUID(), host: hostname(), pid: process.pid }
  const lost = new AbortController()
  await write(driver, me)
  let renewing = Promise.resolve()
  const timer = setInterval(() => {
    renewing = renewing.then(renew)
  }, heartbeat)
  timer.unref()
  return {
    signal: lost.signal,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await renewing
      if ((await holderIn(driver))?.id === me.id) await driver.remove(COLLECTOR)
    },
  }

  async function renew(): Promise<void> {
    try {
      const holder = await holderIn(driver)
      if (holder && holder.id !== me.id) {
        lost.abort(new Fault(`another collector took over: ${nameOf(holder)}`))
      } else await write(driver, me)
    } catch {
      // The work itself will meet what is wrong with the storage, and say so.
    }
  }
}

async function refuseIfHeld(driver: Driver, now: number, life: number): Promise<void> {
  const [entry, holder] = [await driver.stat(COLLECTOR), await holderIn(driver)]
  if (entry === undefined || holder === undefined) return
  // Neither a lease from the past nor one from the future, as a clock that was set may leave, is being renewed.
  const left = life - Math.abs(now - entry.modified.getTime())
  if (left <= 0) return
  throw new Fault(`garbage is being collected already: ${nameOf(holder)}`, {
    hint: `if that process is gone, its claim ends in ${Math.ceil(left / 1000)} s`,
  })
}

async function holderIn(driver: Driver): Promise<Holder | undefined> {
  const content = await contentOf(driver, COLLECTOR)
  try {
    return content && (JSON.parse(content.toString()) as Holder)
  } catch {
    // A torn one is nobody's.
    return undefined
  }
}

async function write(driver: Driver, holder: Holder): Promise<void> {
  await driver.write(COLLECTOR, Buffer.from(JSON.stringify(holder)), { durable: false })
}

function nameOf({ host, pid }: Holder): string {
  return `process ${pid} on ${host}`
}
