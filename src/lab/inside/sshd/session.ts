import type { PseudoTtyInfo, ServerChannel, Session } from 'ssh2'
import type { Account } from '../account.ts'
import { sendOutputs } from './output.ts'
import type { Pipes } from './pipes.ts'
import { type Program, startProgram } from './program.ts'
import { hasTerminals, terminalCommand } from './terminal.ts'

export interface SessionOptions {
  readonly account: Account
  readonly environment: Readonly<Record<string, string>>
  readonly pipes: Pipes
  /** Aborted when the connection is gone. */
  readonly gone: AbortSignal
}

/** Serves one session channel: env and pty requests, then one shell or command, and signals while it runs. */
export function serveSession(session: Session, options: SessionOptions): void {
  const { shell } = options.account
  const environment: Record<string, string> = { ...options.environment }
  let terminal: PseudoTtyInfo | undefined
  let running: Promise<Program> | undefined
  const closed = new AbortController()
  const gone = AbortSignal.any([options.gone, closed.signal])
  session.on('close', () => closed.abort())

  // What the client wants no reply to comes without `accept` and `reject`.
  session.on('env', (accept, reject, { key, val }) => {
    if (!/^(LANG|LC_[A-Z]+)$/.test(key)) return reject?.()
    environment[key] = val
    accept?.()
  })
  session.on('pty', (accept, reject, info) => {
    if (!hasTerminals()) return reject?.()
    terminal = info
    environment['TERM'] = info.term
    accept?.()
  })
  session.on('signal', async (accept, _, { name }) => {
    accept?.()
    const program = await running
    program?.signal(name)
  })
  const run = (channel: ServerChannel, words: readonly [string, ...string[]]): void => {
    const command = terminal ? terminalCommand(words, terminal) : words
    running = startProgram(command, { ...options, environment })
    running.then(program => converse(channel, program, gone)).catch(() => channel.close())
  }
  session.on('shell', accept => run(accept(), [shell, '-l']))
  session.on('exec', (accept, _, { command }) => run(accept(), [shell, '-c', command]))
}

/** Joins a program to its channel until it has ended and its outputs are closed, by those who inherited them too. */
async function converse(
  channel: ServerChannel,
  program: Program,
  gone: AbortSignal,
): Promise<void> {
  channel.on('error', () => undefined)
  channel.pipe(program.stdin)
  gone.addEventListener('abort', () => program.stdin.destroy(), { once: true })
  if (gone.aborted) program.stdin.destroy()
  const ended = program.ended.then(end => reportEnd(channel, end))
  await Promise.all([sendOutputs(channel, program, gone), ended])
  program.stdin.destroy()
  channel.end()
}

/** The status is told at once, as OpenSSH does, though output may still be on its way. */
function reportEnd(channel: ServerChannel, end: number | NodeJS.Signals): void {
  if (typeof end === 'number') channel.exit(end)
  else channel.exit(end.replace(/^SIG/, ''), false, '')
}
