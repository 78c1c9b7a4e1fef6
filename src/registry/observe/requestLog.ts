import type { Answered, Observer } from './answered.ts'
import type { Level, Log } from './log.ts'
import { SAID } from './messages.ts'

const PROBES: ReadonlySet<unknown> = new Set(['/', '/healthz'])

/** Logs each answered request; probes only for who debugs. Costs nothing where nobody would read it. */
export function requestLog(log: Log): Observer {
  return function logRequest(answered) {
    const text = answered.status >= 400 ? SAID.failed : SAID.completed
    const level = levelOf(answered)
    if (!log.writes(level)) return
    const fields = answered.fields()
    const isProbe = answered.status === 200 && PROBES.has(fields['http.request.uri'])
    log[isProbe ? 'debug' : level](text, fields)
  }
}

function levelOf({ status }: Answered): Level {
  return status >= 500 ? 'error' : 'info'
}
