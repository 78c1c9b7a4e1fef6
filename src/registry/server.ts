import { randomUUID } from 'node:crypto'
import { type Config, unservable } from './config/index.ts'
import { startFront } from './front.ts'
import { startKeeper } from './keeper.ts'
import { notificationsOf } from './notifications.ts'
import type { Observer } from './observe/answered.ts'
import type { Log } from './observe/log.ts'
import { metricsFor } from './observe/metrics/metrics.ts'
import { type Driver, openDriver } from './storage/index.ts'
import { loopback } from './workers/peers.ts'

/** A registry that serves. */
export interface RunningRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:5000`, without a slash at the end; for a registry on all addresses, the loopback one. */
  readonly url: string
  readonly port: number
  /** Takes no more requests, lets running ones finish up to `http.draintimeout`, then cuts them; with `cut`, at once. */
  close(options?: { readonly cut: boolean }): Promise<void>
}

export interface StartOptions {
  /** Keeps everything, in place of the driver that is configured. */
  readonly driver?: Driver
  /** Hear of each answered request; the log alone, unless others are named. */
  readonly observers?: readonly Observer[]
  /** What this run of the daemon is called. */
  readonly instance?: string
  /** For whoever debugs. */
  readonly about?: Readonly<Record<string, string>>
}

/** Builds a registry of this process alone and opens its port. Throws a Fault that names the key of what can't work. */
export async function startRegistry(
  config: Config,
  log: Log,
  { driver: given, observers, instance = randomUUID(), about }: StartOptions = {},
): Promise<RunningRegistry> {
  const refused = unservable(config)
  if (refused) throw refused
  const driver = given ?? (await openDriver(config.storage))
  const peers = loopback()
  const metrics = metricsFor(config, peers)
  const notifications = notificationsOf(config, metrics)
  const common = { log, peers, driver, metrics, notifications }
  const share = { index: 0, count: 1 }
  const front = await startFront(config, {
    ...common,
    share,
    instance,
    ...(observers && { observers }),
  })
  const keeper = await startKeeper(config, { ...common, ...(about && { about }) }).catch(
    async error => {
      await front.close({ cut: true })
      throw error
    },
  )
  log.info(listeningOn(config, front.port))
  const close: RunningRegistry['close'] = async options => {
    await front.close(options)
    await keeper[Symbol.asyncDispose]()
  }
  const { port } = front
  return { url: urlOf(config, port), port, close, [Symbol.asyncDispose]: () => close() }
}

/** What people look for in the log to see whether it serves, and whether it speaks TLS. */
export function listeningOn({ http }: Config, port: number): string {
  const tls = http.tls?.certificate === undefined ? '' : ', tls'
  return `listening on ${http.addr.text.replace(/:0$/, `:${port}`)}${tls}`
}

function urlOf({ http }: Config, port: number): string {
  const { host } = http.addr
  const isWildcard = host === undefined || host === '0.0.0.0' || host === '::'
  const named = isWildcard ? '127.0.0.1' : host
  const scheme = http.tls?.certificate === undefined ? 'http' : 'https'
  return `${scheme}://${named.includes(':') ? `[${named}]` : named}:${port}`
}
