import type { LogConfig } from '../config/index.ts'
import { version } from '../version.ts'
import { accessLog } from './accessLog.ts'
import type { Observer } from './answered.ts'
import type { Outlet } from './lineWriter.ts'
import { type Log, logTo } from './log.ts'
import { SAID } from './messages.ts'
import { requestLog } from './requestLog.ts'

/** Where a process writes. */
export interface Outlets {
  readonly log: Outlet
  /** Standard output as a rule; absent where nobody is to be told of each request in Apache's format. */
  readonly access?: Outlet
}

/** What a process writes. */
export interface Writing {
  readonly log: Log
  /** Write of each answered request what is configured. */
  readonly observers: readonly Observer[]
  /** The run that each message names. */
  readonly instance: string
}

/** The logs of a process; each message says which run of the daemon it is about. */
export function writingTo(
  { log: to, access }: Outlets,
  config: LogConfig,
  instance: string,
): Writing {
  const log = logTo((line, level) => to.write(line, level), config, {
    service: 'registry',
    version: version(),
    'node.version': process.version,
    'instance.id': instance,
  })
  const tell = (lines: number): void => log.warn(SAID.linesDropped, { lines })
  to.whenDropped?.(tell)
  const observers = [requestLog(log)]
  if (access && !config.accesslog.disabled) {
    access.whenDropped?.(tell)
    observers.push(accessLog(line => access.write(line)))
  }
  return { log, observers, instance }
}
