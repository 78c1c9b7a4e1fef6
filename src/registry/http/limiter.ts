import type { OpenshiftConfig } from '../config/index.ts'
import { OciError } from '../oci/index.ts'
import type { Middleware, Request } from './message.ts'
import { Turns, type TurnsOptions } from './turns.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Which part of a limit that several processes keep together one of them has. */
export interface Part {
  readonly index: number
  readonly count: number
}

/**
 * Lets so many requests run at once, reads and writes apart; others wait for their turn, and beyond that are told to come
 * again. A request runs until its answer is sent. Each of several processes keeps its part of the limits.
 */
export function limiter(limits: OpenshiftConfig['requests'], part: Part): Middleware {
  const read = turnsOf(limits.read, part)
  const write = turnsOf(limits.write, part)
  return next => {
    if (read === undefined && write === undefined) return next
    return async function limiter(request) {
      const turns = READS.has(request.method) ? read : write
      if (turns) await takeTurn(turns, request)
      return next(request)
    }
  }
}

async function takeTurn(turns: Turns, request: Request): Promise<void> {
  const done = await turns.take(request.gone)
  if (done === undefined) {
    throw new OciError('TOOMANYREQUESTS', { headers: { 'Retry-After': '1' } })
  }
  request.whenAnswered(done)
}

function turnsOf(limits: TurnsOptions, { index, count }: Part): Turns | undefined {
  if (limits.maxrunning === 0) return undefined
  const share = (whole: number): number =>
    Math.floor(whole / count) + (index < whole % count ? 1 : 0)
  return new Turns({
    ...limits,
    maxrunning: share(limits.maxrunning),
    maxinqueue: share(limits.maxinqueue),
  })
}
