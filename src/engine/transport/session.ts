import type { Readable } from 'node:stream'
import { Fault } from '../../base/fault.ts'
import type { Fragment, FragmentResult, Session, Shell as ShellText } from '../module/index.ts'
import { runBatch } from './batch.ts'
import { cutBatches } from './batches.ts'
import { closingText } from './lock.ts'
import { lost } from './lost.ts'
import { mark, unmark } from './marks.ts'
import { type CommandResult, runOneCommand, talkOnce } from './oneCommand.ts'
import type { SessionParts } from './openSession.ts'
import { ShellEnded } from './shell.ts'
import { encodeCommand, freshNonce } from './wire.ts'

/** A shell that talks to nobody any more ends by itself; nobody waits longer than this for it. */
const LAST_WAIT = 2_000

/** A long-lived shell of one user. What is asked of it at once is done one after the other. */
export class HostSession implements Session {
  readonly pending: readonly string[]
  readonly #parts: SessionParts
  #turn: Promise<unknown> = Promise.resolve()
  #batches = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.pending = parts.pending
  }

  run(
    fragments: readonly Fragment[],
    report: (index: number, result: FragmentResult) => void,
    signal: AbortSignal,
  ): Promise<number> {
    return this.#inTurn(async () => {
      let ran = 0
      for (const batch of cutBatches(fragments)) {
        const first = ran
        const number = ++this.#batches
        this.#parts.options.count(1)
        const end = await runBatch(this.#parts, {
          fragments: batch,
          number,
          report: (index, result) => report(first + index, result),
          signal,
        })
        ran += end.ran
        if (end.isEarly) break
      }
      return ran
    })
  }

  receive(command: ShellText, bytes: Readable, signal: AbortSignal): Promise<CommandResult> {
    const { carrier, become, options } = this.#parts
    // The channel, the command line, the command itself.
    options.count(3)
    return runOneCommand(carrier, { become, command, stdin: bytes, signal })
  }

  async settle(change: {
    readonly add?: readonly string[]
    readonly remove?: readonly string[]
  }): Promise<void> {
    const commands = [...(change.add ?? []).map(mark), ...(change.remove ?? []).map(unmark)]
    if (commands.length === 0) return
    this.#parts.options.count(1)
    const { rc, output } = await this.#inTurn(() => this.#command(commands.join(' && ')))
    if (rc !== 0)
      throw new Fault(
        `the list of pending handlers can't be written: ${String(output.stderr).trim()}`,
      )
  }

  /** Lets go of the lock and ends the shell. Never throws: a lost shell holds nothing that the next run could not take. */
  async close(): Promise<void> {
    const { shell, options, ownsLock } = this.#parts
    await this.#inTurn(async () => {
      const timer = setTimeout(() => shell.channel.destroy(), LAST_WAIT)
      try {
        if (ownsLock) await this.#command(closingText(options.connection))
      } catch {
        // It is lost, and its lock is stale.
      } finally {
        clearTimeout(timer)
        shell.channel.stdin.end()
      }
    })
  }

  async #command(command: string): Promise<CommandResult> {
    const nonce = freshNonce()
    try {
      return await talkOnce(this.#parts.shell, encodeCommand(command, nonce), nonce)
    } catch (error) {
      throw error instanceof ShellEnded ? lost(this.#parts.carrier, 'between two tasks') : error
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}
