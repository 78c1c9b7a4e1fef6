import { spawn } from 'node:child_process'
import { accessSync, closeSync, constants, openSync } from 'node:fs'
import { join } from 'node:path'
import { findAccount } from '../account.ts'
import { HOST_PATH } from '../path.ts'
import type { Environment } from './words.ts'

/** How a process came to its end. `notStarted` carries the status systemd gives that step. */
export type End =
  | { readonly kind: 'exited'; readonly status: number }
  | { readonly kind: 'killed'; readonly signal: NodeJS.Signals }
  | { readonly kind: 'notStarted'; readonly status: number; readonly why: string }

export interface LaunchOptions {
  readonly environment: Environment
  readonly user: string | undefined
  readonly workingDirectory: string | undefined
  /** Both outputs are appended to it. */
  readonly log: string
}

/** A process in a session of its own. `ended` never rejects. */
export interface Launched {
  readonly pid: number | undefined
  readonly ended: Promise<End>
}

/** Starts a program, looked up as the host's shell would. */
export function launch(words: readonly string[], options: LaunchOptions): Launched {
  const account = options.user === undefined ? undefined : findAccount(options.user)
  if (options.user !== undefined && !account) return notStarted(217, `no user ${options.user}`)
  const program = findProgram(words[0] ?? '')
  if (program === undefined) return notStarted(203, `${words[0] ?? ''}: no such program`)
  const log = openSync(options.log, 'a', 0o640)
  try {
    const child = spawn(program, words.slice(1), {
      argv0: words[0] ?? program,
      cwd: options.workingDirectory?.replace(/^-/, '') ?? '/',
      env: options.environment,
      stdio: ['ignore', log, log],
      detached: true,
      ...(account && account.uid !== 0 ? { uid: account.uid, gid: account.gid } : {}),
    })
    const ended = new Promise<End>(resolve => {
      child.once('error', error => resolve({ kind: 'notStarted', status: 203, why: String(error) }))
      child.once('exit', (status, signal) =>
        resolve(signal ? { kind: 'killed', signal } : { kind: 'exited', status: status ?? 0 }),
      )
    })
    return { pid: child.pid, ended }
  } finally {
    closeSync(log)
  }
}

function notStarted(status: number, why: string): Launched {
  return { pid: undefined, ended: Promise.resolve({ kind: 'notStarted', status, why }) }
}

function findProgram(name: string): string | undefined {
  const candidates = name.includes('/')
    ? [name]
    : HOST_PATH.split(':').map(directory => join(directory, name))
  return candidates.find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
