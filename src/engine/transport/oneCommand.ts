import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Become, Output } from '../module/index.ts'
import type { Carrier } from './carrier.ts'
import { oneCommandLine } from './commandLine.ts'
import { onInterrupt, throwIfInterrupted } from './interruption.ts'
import { lost } from './lost.ts'
import { openShell, type Shell, ShellEnded } from './shell.ts'
import { encodeCommand, freshNonce } from './wire.ts'

export interface OneCommand {
  readonly become: Become | undefined
  /** Shell text. */
  readonly command: string
  /** What the command reads; nothing when absent. */
  readonly stdin?: Readable
  readonly signal?: AbortSignal
}

export interface CommandResult {
  readonly rc: number
  readonly output: Output
}

/** Runs one command on a channel of its own. Neither the command nor its input appears in any process's arguments. */
export async function runOneCommand(carrier: Carrier, one: OneCommand): Promise<CommandResult> {
  const { become, command, stdin, signal } = one
  if (signal) throwIfInterrupted(signal)
  const start = oneCommandLine(become)
  const shell = await openShell(carrier, { start, become, signal })
  const stop = (): void => shell.channel.destroy()
  const forget = onInterrupt(signal, stop)
  try {
    const nonce = freshNonce()
    const text = `${encodeCommand(command, nonce, stdin ? '' : '</dev/null')}${start.word}\n`
    const answer = talkOnce(shell, text, nonce)
    return await (stdin ? fed(shell, stdin, answer) : answer)
  } catch (error) {
    if (signal) throwIfInterrupted(signal)
    throw error instanceof ShellEnded ? lost(carrier, 'in the middle of a transfer') : error
  } finally {
    forget()
    stop()
  }
}

/** Sends one framed command to a shell and resolves to what its frame says. */
export async function talkOnce(shell: Shell, text: string, nonce: string): Promise<CommandResult> {
  let answer: CommandResult | undefined
  await shell.talk({
    text,
    nonces: [nonce],
    onStep: ({ words, output }) => {
      answer = { rc: Number(words[1]), output }
    },
  })
  if (!answer) throw new ShellEnded({ kind: 'lost' })
  return answer
}

/** Sends the bytes while the command runs. A command may end before it has read them all; a source that breaks is thrown. */
function fed(
  shell: Shell,
  bytes: Readable,
  answer: Promise<CommandResult>,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const done = new AbortController()
    const source = async function* (): AsyncGenerator<unknown> {
      try {
        yield* bytes
      } catch (error) {
        reject(error)
        throw error
      }
    }
    // Errors of the far end are told by the answer; those of the source were told above.
    pipeline(source, shell.channel.stdin, { signal: done.signal }).catch(() => undefined)
    answer.then(resolve, reject).finally(() => done.abort())
  })
}
