import { readFile } from 'node:fs/promises'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { Fault, messageOf } from '../../base/fault.ts'
import type { Config } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { SAID } from '../observe/messages.ts'
import type { Claimed, Driver } from '../storage/driver.ts'
import { NOTIFICATIONS } from '../storage/layout.ts'
import { ClaimedBacklog } from './claimedBacklog.ts'
import type { NotificationCounts } from './counts.ts'
import { Courier } from './courier.ts'
import { postTo } from './post.ts'
import type { Backlog, Queues } from './queue.ts'
import type { Endpoint } from './wanted.ts'

export interface CouriersOptions {
  readonly queues: Queues
  /** The storage, where the queues are unless the configuration says otherwise. */
  readonly driver: Driver
  readonly counts: NotificationCounts
  readonly log: Log
}

/** How long events are still delivered at the end, in milliseconds. What is left is delivered after the next start. */
const LAST_DELIVERIES = 2000

/** Starts to deliver, in one process of a registry. Throws a Fault that names the key of what can't work. */
export async function startCouriers(
  { notifications, http }: Config,
  { queues, driver, counts, log }: CouriersOptions,
): Promise<AsyncDisposable> {
  const { endpoints, queuedirectory } = notifications
  const secrets = await Promise.all(endpoints.map(secretOf))
  endpoints.forEach(check)
  const isShared = queuedirectory === undefined && driver.claim !== undefined
  const couriers: Courier[] = []
  for (const [index, endpoint] of endpoints.entries()) {
    const { name } = endpoint
    if (endpoint.disabled) log.info(SAID.endpointDisabled, { endpoint: name })
    else {
      const backlog = isShared ? shared(queues, driver, name) : await queues.backlog(name)
      const post = postTo(endpoint, secrets[index])
      couriers.push(new Courier({ endpoint, backlog, post, counts: counts.of(name), log }))
    }
  }
  const patience = Math.min(LAST_DELIVERIES, http.draintimeout)
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(couriers.map(courier => courier.close(patience)))
    },
  }
}

/** Where other registries may serve the same storage, and want to deliver what waits in it. */
function shared(queues: Queues, driver: Driver, endpoint: string): Backlog {
  const ask = async (): Promise<Claimed> =>
    (await driver.claim?.(`${NOTIFICATIONS}/${endpoint}`)) ?? { kind: 'held' }
  return new ClaimedBacklog(ask, () => queues.backlog(endpoint))
}

function check({ name, headers }: Endpoint, index: number, all: readonly Endpoint[]): void {
  const key = `config: notifications.endpoints.${index}`
  if (all.findIndex(other => other.name === name) < index) {
    throw new Fault(`${key}.name: there is another endpoint called ${name}`)
  }
  try {
    for (const [header, values] of Object.entries(headers)) {
      validateHeaderName(header)
      for (const value of values) validateHeaderValue(header, value)
    }
  } catch (error) {
    throw new Fault(`${key}.headers: ${messageOf(error)}`, { cause: error })
  }
}

async function secretOf({ secretfile }: Endpoint, index: number): Promise<string | undefined> {
  if (secretfile === undefined) return undefined
  const key = `config: notifications.endpoints.${index}.secretfile`
  const secret = await readFile(secretfile, 'utf8').catch((error: unknown) => {
    throw new Fault(`${key}: cannot read ${secretfile}: ${messageOf(error)}`, { cause: error })
  })
  if (secret.trim() === '') throw new Fault(`${key}: ${secretfile} is empty`)
  return secret.trim()
}
