import type { Observer } from './answered.ts'
import type { Log } from './log.ts'

/** Logs each answered request; probes only for who debugs. */
export function answerLog(log: Log): Observer {
  return function logAnswer(answered) {
    const { status } = answered
    const fields = answered.fields()
    if (status >= 500) log.error('response completed with error', fields)
    else if (status >= 400) log.info('response completed with error', fields)
    else if (fields['http.request.uri'] === '/healthz') log.debug('response completed', fields)
    else log.info('response completed', fields)
  }
}
