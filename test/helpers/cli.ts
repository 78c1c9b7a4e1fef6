import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

/** The package, built. */
export const HOME = resolve(import.meta.dirname, '../..')

export interface CliOptions {
  /** Where it is called, which is its home, too. */
  readonly cwd: string
  /** Another copy of the package. */
  readonly home?: string
  /** The number of the user that calls it. */
  readonly uid?: number
}

/** How a command ended, and all that it wrote. `code` is undefined when a signal ended it. */
export interface CliEnd {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** A command that has been started. */
export interface Cli {
  readonly pid: number
  readonly ended: Promise<CliEnd>
  /** Resolves when it has written this; rejects when it ends without having. */
  says(text: string): Promise<void>
  /** What is pressed on a terminal's keyboard. */
  press(keys: string): void
  kill(signal: NodeJS.Signals): void
}

/** Runs the built `wharf` to its end, as somebody with no settings of their own would. */
export function cli(words: readonly string[], options: CliOptions): Promise<CliEnd> {
  return startCli(words, options).ended
}

/** Runs many command lines, one after the other in one process: starting it costs more than most of them. */
export async function cliEach(
  lines: readonly { readonly words: readonly string[]; readonly cwd: string }[],
): Promise<CliEnd[]> {
  const script = `
    const { main } = await import(${JSON.stringify(join(HOME, 'dist/cli/index.js'))})
    const ends = []
    const { stdout, stderr } = process
    const write = stdout.write.bind(stdout)
    for (const { words, cwd } of ${JSON.stringify(lines)}) {
      const end = { stdout: '', stderr: '' }
      stdout.write = text => (end.stdout += text, true)
      stderr.write = text => (end.stderr += text, true)
      process.chdir(cwd)
      end.code = await main(words)
      ends.push(end)
    }
    write(JSON.stringify(ends))`
  const command = [process.execPath, '--input-type=module', '--eval', script]
  const { stdout, stderr } = await begin(command, { cwd: HOME }).ended
  if (stderr !== '') throw new Error(stderr)
  return JSON.parse(stdout)
}

/** Starts it; its output goes to a pipe. */
export function startCli(words: readonly string[], options: CliOptions): Cli {
  return begin(commandOf(words, options), options)
}

/** Starts it on a terminal of so many columns: it shows live what it does, and takes keys. */
export function startOnTerminal(
  words: readonly string[],
  options: CliOptions & { readonly columns?: number },
): Cli {
  const command = commandOf(words, options).map(quoted).join(' ')
  const line = `stty columns ${options.columns ?? 100} && exec ${command}`
  return begin(['script', '--quiet', '--return', '--command', line, '/dev/null'], options)
}

function commandOf(words: readonly string[], { home = HOME }: CliOptions): readonly string[] {
  const main = join(home, 'dist/main.js')
  if (!existsSync(main)) throw new Error('not built yet: `npm run build`')
  return [process.execPath, main, ...words]
}

function begin([program = '', ...words]: readonly string[], { cwd, uid }: CliOptions): Cli {
  const child = spawn(program, words, {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, LANG: 'C.UTF-8', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text
    })
  }
  // It may end without having read a key.
  child.stdin.on('error', () => undefined)
  const ended = endOf(child).then(code => ({ code, ...written }))
  return {
    pid: child.pid ?? -1,
    ended,
    says: text => waitFor(text, { child, written }),
    press: keys => void child.stdin.write(keys),
    kill: signal => void child.kill(signal),
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

async function endOf(child: Child): Promise<number | undefined> {
  const [code] = (await once(child, 'close')) as [number | null]
  return code ?? undefined
}

async function waitFor(
  text: string,
  { child, written }: { child: Child; written: Pick<CliEnd, 'stdout' | 'stderr'> },
): Promise<void> {
  const all = (): string => written.stdout + written.stderr
  while (!all().includes(text)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended and did not say ${text}, but:\n${all()}`)
    }
    await delay(10)
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
