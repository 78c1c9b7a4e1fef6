import { UnreachableFault } from '../../base/fault.ts'
import type { Carrier } from './carrier.ts'

/** The connection broke; `when` says what was going on. */
export function lost(carrier: Pick<Carrier, 'failure'>, when: string): UnreachableFault {
  const why = carrier.failure === undefined ? '' : ` (${carrier.failure})`
  return new UnreachableFault(`the connection was lost${why} ${when}`)
}
