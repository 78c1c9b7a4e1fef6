import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accessFor } from './auth/index.ts'
import { type Config, type Environment, readConfig, unservable } from './config/index.ts'
import { manifestKeyFor, removeStaleSocket } from './http/index.ts'
import { startKeeper } from './keeper.ts'
import { notificationsOf } from './notifications.ts'
import type { Log } from './observe/log.ts'
import { SAID } from './observe/messages.ts'
import { metricsFor } from './observe/metrics/metrics.ts'
import { type Outlets, type Writing, writingTo } from './observe/outlets.ts'
import { listeningOn, startRegistry } from './server.ts'
import { manifestKeyIn, openDriver, secretIn, tokenKeyIn } from './storage/index.ts'
import { version } from './version.ts'
import { startWorkers } from './workers/primary.ts'

export interface ServeOptions extends Outlets {
  /** Variables called `REGISTRY_*` lie over the file. */
  readonly environment: Environment
  /** Aborted when the daemon is to stop. */
  readonly signal: AbortSignal
  /** Aborted when it is to stop without waiting for what runs. */
  readonly cut?: AbortSignal
  /** The program that further processes run, with `worker` as its argument. */
  readonly entry?: string
}

/** Serves as a configuration file says until the signal comes, then stops gracefully. Throws a Fault for what can't work. */
export async function serve(path: string, options: ServeOptions): Promise<void> {
  const { environment, signal } = options
  const { config, warnings } = await readConfig(path, environment)
  const instance = randomUUID()
  const writing = writingTo(options, config.log, instance)
  const { log } = writing
  for (const warning of warnings) log.warn(warning)
  const refused = unservable(config)
  if (refused) throw refused
  await removeStaleSocket(config.http)
  sayStart(config, log)
  const about = { configuration: path }
  const count = workersOf(config)
  if (count === 1) await serveAlone(config, writing, { ...options, about })
  else await serveTogether(config, log, { ...options, about, count, instance })
  log.info(signal.aborted ? 'stopped' : 'ended')
}

async function serveAlone(
  config: Config,
  { log, observers, instance }: Writing,
  { signal, cut, about }: ServeOptions & About,
): Promise<void> {
  await using registry = await startRegistry(config, log, { observers, instance, about })
  await aborted(signal)
  sayStopping(config, log)
  const close = registry.close()
  cut?.addEventListener('abort', () => void registry.close({ cut: true }))
  await close
}

interface About {
  /** For whoever debugs. */
  readonly about: Readonly<Record<string, string>>
}

interface Together extends ServeOptions, About {
  readonly count: number
  readonly instance: string
}

async function serveTogether(config: Config, log: Log, options: Together): Promise<void> {
  const { signal, count, instance, about } = options
  const cut = options.cut ?? new AbortController().signal
  const entry = options.entry ?? ENTRY
  // What is kept in the storage is made before there are several to make it.
  const driver = await openDriver(config.storage)
  await secretIn(driver)
  await accessFor(config.auth, { log, keep: make => tokenKeyIn(driver, make) })
  await manifestKeyFor(config.compatibility, make => manifestKeyIn(driver, make))
  const workers = await startWorkers({ config, log, count, entry, instance })
  const { peers } = workers
  const metrics = metricsFor(config, peers)
  const notifications = notificationsOf(config, metrics)
  let keeper: AsyncDisposable | undefined
  try {
    keeper = await startKeeper(config, { log, peers, driver, metrics, notifications, about })
    log.info(listeningOn(config, workers.port))
    await Promise.race([aborted(signal), workers.broken])
    sayStopping(config, log)
  } finally {
    await workers.stop(cut)
    await keeper?.[Symbol.asyncDispose]()
  }
}

/** The daemon beside this file, as source or compiled, whichever is running. */
const ENTRY = fileURLToPath(new URL(`./daemon${extname(import.meta.url)}`, import.meta.url))

/** As many as there are cores; fewer where a limit leaves no part for each, and one where others could not see its storage. */
function workersOf({ http, storage, openshift }: Config): number {
  if (storage.inmemory) return 1
  const { read, write } = openshift.requests
  const limits = [read.maxrunning, write.maxrunning].filter(limit => limit > 0)
  return Math.min(http.workers ?? availableParallelism(), ...limits)
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}

function sayStart({ storage, redis }: Config, log: Log): void {
  log.info(SAID.starting, { distribution_version: version() })
  if (redis === undefined) log.info(SAID.noRedis)
  if (storage.cache.blobdescriptor === 'inmemory') log.info(SAID.cacheInMemory)
}

function sayStopping({ http }: Config, log: Log): void {
  log.info('stopping: running transfers may finish', { timeout: `${http.draintimeout}ms` })
}
