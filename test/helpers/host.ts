import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type {
  HostModule,
  Parts,
  Result,
  Script,
  Shell,
  TaskContext,
} from '../../src/engine/module/index.ts'
import { sh } from '../../src/engine/module/index.ts'
import { type Conversation, converse, type Ran } from './conversation.ts'

/** A shell to run scripts in, as a session would. */
export interface HostShell {
  readonly name: string
  readonly command: readonly [string, ...string[]]
  readonly path: string
  /** Run before every text. */
  readonly prelude?: readonly Shell[]
}

/** How a script ended; `phase` as a session reports it. */
export interface Ended {
  readonly phase: 'ok' | 'changed' | 'would' | 'failed'
  readonly result: Result
  readonly facts: Result
  readonly reason: string
  readonly before: string
  readonly after: string
  readonly parts: Parts
  /** Payloads sent. */
  readonly sent: number
}

export interface RunOptions {
  readonly check?: boolean
  readonly shell?: HostShell
  /** Also show the state before and after. */
  readonly diff?: boolean
  /** Run `check` again after `apply`, and fail unless it finds nothing to do. On unless said otherwise. */
  readonly recheck?: boolean
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const APPLETS =
  `sh ash awk base64 basename cat chgrp chmod chown cp cut date df dirname du env expr false find
  grep head hostname id ip ln ls md5sum mkdir mktemp mv nproc od printf pwd readlink rm rmdir sed
  sha1sum sha256sum sha512sum sleep sort stat sync tail tar test timeout touch tr true uname uniq
  wc xargs`.split(/\s+/)

/** The system's sh. */
export const SH: HostShell = { name: 'sh', command: ['sh'], path: SYSTEM_PATH }

/** The shells that scripts must work in. Busybox comes with its own tools alone; under CI it must be there. */
export const SHELLS: readonly HostShell[] = [SH, ...busybox()]

/** A context for modules under test. */
export function taskContext(changes: Partial<TaskContext> = {}): TaskContext {
  return {
    host: 'host1',
    check: false,
    diff: true,
    facts: {},
    temp: path => `${path.replace(/[^/]*\/?$/, '')}.wharf-test-1`,
    find: (folder, name) => join(folder, name),
    render: text => text,
    evaluate: expression => expression,
    variable: name => name,
    ...changes,
  }
}

/** Compiles a task and runs it on this machine. */
export async function play(
  module: HostModule,
  args: unknown,
  options: RunOptions & { readonly context?: Partial<TaskContext> } = {},
): Promise<Ended> {
  const script = await module.compile(module.args.parse(args), taskContext(options.context))
  return runScript(script, options)
}

/** Runs a script as the engine does: check, then bytes where they are wanted, then apply. */
export async function runScript(script: Script, options: RunOptions = {}): Promise<Ended> {
  const { check = false, shell = SH, recheck = true, diff = false } = options
  const checked = await run(script.check, shell)
  if (checked.rc === 0) return ended('ok', script, { check: checked.output, rc: 0 })
  if (checked.rc !== 1) return ended('failed', script, { check: checked.output, rc: checked.rc })
  const shown = diff ? await show(script, shell) : undefined
  if (check) return { ...ended('would', script, { check: checked.output, rc: 1 }), ...shown }
  const payload = script.payload?.(checked.output)
  if (payload) {
    const received = await receive(payload.receive, payload.open(), shell)
    if (received.rc !== 0) {
      const parts = { check: checked.output, apply: received.output, rc: received.rc }
      return ended('failed', script, parts)
    }
  }
  const applied = await run(script.apply, shell)
  const parts = { check: checked.output, apply: applied.output, rc: applied.rc }
  if (applied.rc !== 0) return { ...ended('failed', script, parts), ...shown }
  if (recheck) await mustBeConverged(script, shell)
  return { ...ended('changed', script, parts), ...shown, sent: payload ? 1 : 0 }
}

/** Runs shell text as a session would: in a subshell, with nothing on its standard input. */
export async function run(text: Shell, shell: HostShell = SH): Promise<Ran> {
  const key = shell.command.join(' ')
  const talk = conversations.get(key) ?? converse(shell.command)
  conversations.set(key, talk)
  return talk(sh`PATH=${shell.path}; ${[...(shell.prelude ?? []), text]}`)
}

const conversations = new Map<string, Conversation>()

/** Runs shell text with these bytes on its standard input, as sshd starts a command. */
export async function receive(text: Shell, bytes: Readable, shell: HostShell = SH): Promise<Ran> {
  const [command, ...args] = shell.command
  const env = { PATH: shell.path, LC_ALL: 'C', HOME: '/root' }
  const child = spawn(command, [...args, '-c', text], { env, cwd: '/' })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', chunk => stdout.push(chunk))
  child.stderr.on('data', chunk => stderr.push(chunk))
  const closed = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve(code ?? 255))
  })
  // A command that ends without reading all it is sent is not this function's failure.
  const sent = pipeline(bytes, child.stdin).catch(() => undefined)
  const rc = await closed
  await sent
  return {
    rc,
    output: { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), dropped: 0 },
  }
}

async function mustBeConverged(script: Script, shell: HostShell): Promise<void> {
  const again = await run(script.check, shell)
  if (again.rc === 0) return
  throw new Error(`not converged after apply (${again.rc}): ${again.output.stderr}`)
}

async function show(script: Script, shell: HostShell): Promise<{ before: string; after: string }> {
  if (!script.show) return { before: '', after: '' }
  const { before, after } = script.show
  return {
    before: (await run(before, shell)).output.stdout.toString(),
    after:
      typeof after === 'object' ? after.text : (await run(after, shell)).output.stdout.toString(),
  }
}

function ended(phase: Ended['phase'], script: Script, parts: Parts): Ended {
  const output = parts.apply ?? parts.check
  const lastLine = output?.stderr.toString().trim().split('\n').at(-1) ?? ''
  return {
    phase,
    parts,
    result: script.result?.(parts) ?? {},
    facts: script.facts?.(parts) ?? {},
    reason: phase === 'failed' ? (script.failure?.(parts) ?? lastLine) : '',
    before: '',
    after: '',
    sent: 0,
  }
}

function busybox(): HostShell[] {
  const binary = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync)
  if (binary === undefined) {
    if (process.env['CI']) throw new Error('busybox is not installed')
    return []
  }
  const folder = join(mkdtempSync(join(tmpdir(), 'wharfinger-busybox-')), 'bin')
  mkdirSync(folder)
  for (const applet of APPLETS) symlinkSync(binary, join(folder, applet))
  process.once('exit', () => rmSync(join(folder, '..'), { recursive: true, force: true }))
  return [{ name: 'busybox', command: [join(folder, 'sh')], path: folder }]
}
