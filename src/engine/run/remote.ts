import { UnreachableFault } from '../../base/fault.ts'
import { fragmentOf, type Terms } from '../compile/index.ts'
import { type FragmentResult, lines, type Outcome, type Remote } from '../module/index.ts'
import type { Course } from './course.ts'
import { ScriptFault } from './failures.ts'
import type { HostState } from './hosts.ts'
import { mark } from './marks.ts'
import type { Seat } from './seat.ts'
import { send } from './send.ts'

interface Reach {
  readonly course: Course
  readonly host: HostState
  readonly seat: Seat
  readonly terms: Terms
  readonly signal: AbortSignal
}

/** The host of a task that is done here, through the session that the task would have there. */
export function remoteOf(reach: Reach): Remote {
  const { connections } = reach.course.run
  const { seat, signal, terms } = reach
  return {
    async run(script) {
      const fragment = fragmentOf(script, { ...terms, settles: [], ignoreErrors: false })
      const session = await connections.session(seat)
      let end: Outcome | undefined
      const accept = (_index: number, { outcome }: { outcome: Outcome }): void => {
        end = outcome
      }
      await send(session, [{ script, fragment }], { accept, signal })
      return succeeded(end, reach)
    },
    async exec(command) {
      const session = await connections.session(seat)
      const apply = lines(...terms.exports, command)
      let end: FragmentResult | undefined
      const report = (_index: number, result: FragmentResult): void => {
        end = result
      }
      await session.run([{ apply, ignoreErrors: true }], report, signal)
      if (!end?.apply) throw unanswered(seat)
      return { rc: end.rc, output: end.apply }
    },
    connect: async (address, port) => (await connections.connection(seat)).connect(address, port),
  }
}

function succeeded(end: Outcome | undefined, { host, seat, terms }: Reach) {
  if (end?.kind === 'failed') throw new ScriptFault(end.reason, end.result)
  if (end?.kind !== 'ok' && end?.kind !== 'changed') throw unanswered(seat)
  if (end.kind === 'changed' && !terms.check) mark(host, terms.notifies, seat)
  return { ...end, kind: end.kind }
}

function unanswered({ host }: Seat): UnreachableFault {
  return new UnreachableFault(`${host}: the session ended without an answer`)
}
