import { Fault } from '../../base/fault.ts'
import type { Fragment, FragmentResult } from '../module/index.ts'
import type { Ending } from './channel.ts'
import { throwIfInterrupted } from './interruption.ts'
import { lost } from './lost.ts'
import { runOneCommand } from './oneCommand.ts'
import type { SessionParts } from './openSession.ts'
import { killBatch, killFragment } from './processTree.ts'
import { ResultReader } from './results.ts'
import { ShellEnded } from './shell.ts'
import { Watch } from './watch.ts'
import { encodeBatch, markerOf } from './wire.ts'

export interface Batch {
  readonly fragments: readonly Fragment[]
  /** Tells it from every other batch of the session. */
  readonly number: number
  readonly report: (index: number, result: FragmentResult) => void
  readonly signal: AbortSignal
}

/** How many fragments of a batch ran, and whether it stopped before its end. */
export interface BatchResult {
  readonly ran: number
  readonly isEarly: boolean
}

/** Sends one batch, reports its fragments as they end and holds them to their limits. Throws as Session.run does. */
export async function runBatch(session: SessionParts, batch: Batch): Promise<BatchResult> {
  const { fragments, number, signal } = batch
  throwIfInterrupted(signal)
  const watch = new Watch({
    fragments,
    signal,
    outputLimit: session.options.outputLimit,
    kill: index => kill(session, index === undefined ? undefined : markerOf(number, index)),
    hold: isHeld => session.shell.channel.hold(isHeld),
    drop: why => session.carrier.abandon(why),
  })
  const results = new ResultReader(fragments, (index, result) => {
    watch.ended(index)
    batch.report(index, result)
  })
  const progress = (): string => `after ${results.ran} of ${fragments.length} steps sent together`
  try {
    await session.shell.talk({
      ...encodeBatch(fragments, number),
      onStep: step => results.add(step),
      onBytes: size => watch.printed(size),
    })
  } catch (error) {
    session.shell.channel.destroy()
    throwIfInterrupted(signal)
    if (!(error instanceof ShellEnded)) throw error
    const failure = session.carrier.failure ?? failureOf(error.ending)
    throw lost({ failure }, progress())
  } finally {
    watch.close()
  }
  throwIfInterrupted(signal)
  if (results.end === 'fenced') throw new Fault(`another run took the host over ${progress()}`)
  return { ran: results.ran, isEarly: results.end !== 'complete' }
}

async function kill(session: SessionParts, marker: string | undefined): Promise<void> {
  const { carrier, become, shell, fence } = session
  const place = { pid: shell.pid, fence }
  const command = marker === undefined ? killBatch(place) : killFragment(place, marker)
  await runOneCommand(carrier, { become, command })
}

function failureOf(ending: Ending): string | undefined {
  switch (ending.kind) {
    case 'lost':
      return undefined
    case 'exited':
      return `the session's shell exited with status ${ending.code}`
    case 'killed':
      return `the session's shell was ended by ${ending.signal}`
    default:
      return ending satisfies never
  }
}
