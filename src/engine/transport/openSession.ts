import { Fault } from '../../base/fault.ts'
import type { Become } from '../module/index.ts'
import type { Carrier } from './carrier.ts'
import { sessionLine } from './commandLine.ts'
import { onInterrupt, throwIfInterrupted } from './interruption.ts'
import { LOCKED, LockedFault, openingText, SHARED, type Taking } from './lock.ts'
import { lost } from './lost.ts'
import { parsePending } from './marks.ts'
import { type CommandResult, talkOnce } from './oneCommand.ts'
import { openShell, type Shell, ShellEnded } from './shell.ts'
import { freshNonce } from './wire.ts'

export interface SessionOptions extends Taking {
  /** Bytes that one part of a fragment may print on one stream before it is ended. */
  readonly outputLimit: number
  readonly signal: AbortSignal
  /** Counts round trips. */
  readonly count: (trips: number) => void
}

/** What a session works with. */
export interface SessionParts {
  readonly carrier: Carrier
  readonly become: Become | undefined
  readonly shell: Shell
  readonly options: SessionOptions
  /** True for the session whose shell the lock names; others of the same connection share it. */
  readonly ownsLock: boolean
  /** Path of the link that exists while the connection holds the lock. */
  readonly fence: string
  /** Handlers that an earlier run left. */
  readonly pending: readonly string[]
}

/** Opens a shell as this user and takes the host's lock. Throws LockedFault when another run keeps it. */
export async function openSession(
  carrier: Carrier,
  become: Become | undefined,
  options: SessionOptions,
): Promise<SessionParts> {
  const { signal } = options
  throwIfInterrupted(signal)
  const shell = await openShell(carrier, { start: sessionLine(become), become, signal })
  const stop = (): void => shell.channel.destroy()
  const forget = onInterrupt(signal, stop)
  try {
    const { rc, output } = await taken(shell, options)
    const said = output.stdout.toString()
    if (rc === LOCKED) throw new LockedFault(said)
    if (rc !== 0 && rc !== SHARED)
      throw new Fault(`the host's lock can't be taken: ${String(output.stderr).trim()}`)
    const [fence = '', ...pending] = parsePending(said)
    return { carrier, become, shell, options, fence, pending, ownsLock: rc === 0 }
  } catch (error) {
    stop()
    throwIfInterrupted(signal)
    throw error instanceof ShellEnded ? lost(carrier, 'while the session opened') : error
  } finally {
    forget()
  }
}

function taken(shell: Shell, options: SessionOptions): Promise<CommandResult> {
  const nonce = freshNonce()
  options.count(1)
  const text = `{ ${openingText(options)}\necho "${nonce} done $wr"; echo ${nonce} >&2; }\n`
  return talkOnce(shell, text, nonce)
}
