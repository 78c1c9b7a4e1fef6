import { readFile } from 'node:fs/promises'
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { Fault, messageOf } from '../../base/fault.ts'
import type { NotificationsConfig } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { SAID } from '../observe/messages.ts'
import type { NotificationCounts } from './counts.ts'
import { Courier } from './courier.ts'
import { postTo } from './post.ts'
import type { Queues } from './queue.ts'
import type { Endpoint } from './wanted.ts'

export interface CouriersOptions {
  readonly queues: Queues
  readonly counts: NotificationCounts
  readonly log: Log
}

/** What delivers to all endpoints. */
export interface Couriers {
  /** Delivers what waits for so many milliseconds at most. */
  close(milliseconds: number): Promise<void>
}

/** Starts to deliver, in one process of a registry. Throws a Fault that names the key of what can't work. */
export async function startCouriers(
  { endpoints }: NotificationsConfig,
  { queues, counts, log }: CouriersOptions,
): Promise<Couriers> {
  const secrets = await Promise.all(endpoints.map(secretOf))
  endpoints.forEach(check)
  const couriers: Courier[] = []
  for (const [index, endpoint] of endpoints.entries()) {
    if (endpoint.disabled) log.info(SAID.endpointDisabled, { endpoint: endpoint.name })
    else {
      couriers.push(
        new Courier({
          endpoint,
          backlog: await queues.backlog(endpoint.name),
          post: postTo(endpoint, secrets[index]),
          counts: counts.of(endpoint.name),
          log,
        }),
      )
    }
  }
  return {
    async close(milliseconds) {
      await Promise.all(couriers.map(courier => courier.close(milliseconds)))
    },
  }
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
