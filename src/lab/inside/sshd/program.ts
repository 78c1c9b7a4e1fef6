import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import type { Account } from '../account.ts'
import type { Pipes } from './pipes.ts'

/** A session's program with its three pipes, leader of a session of its own. */
export interface Program {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** To all processes of its group. */
  signal(name: string): void
}

export interface ProgramOptions {
  readonly account: Account
  readonly environment: Readonly<Record<string, string>>
  readonly pipes: Pipes
}

/** Starts a program in its account's home. */
export async function startProgram(
  words: readonly [string, ...string[]],
  { account, environment, pipes }: ProgramOptions,
): Promise<Program> {
  const [input, output, errors] = await pipes.take(3)
  if (!input || !output || !errors) throw new Error('no pipes')
  const [program, ...rest] = words
  const child = spawn(program, rest, {
    cwd: account.home,
    env: environment,
    stdio: [input.read, output.write, errors.write],
    detached: true,
  })
  for (const fd of [input.read, output.write, errors.write]) closeSync(fd)
  const stdin = new Socket({ fd: input.write, readable: false, writable: true })
  // A program need not read what it is sent.
  stdin.on('error', () => undefined)
  return {
    stdin,
    stdout: new Socket({ fd: output.read, readable: true, writable: false }),
    stderr: new Socket({ fd: errors.read, readable: true, writable: false }),
    ended: new Promise(resolve => {
      child.once('error', () => resolve(NOT_STARTED))
      child.once('exit', (status, signal) => resolve(signal ?? status ?? 0))
    }),
    signal: name => {
      if (child.pid !== undefined) signalGroup(child.pid, name)
    },
  }
}

/** What a shell says of a program it can't find. */
const NOT_STARTED = 127

function signalGroup(leader: number, name: string): void {
  try {
    process.kill(-leader, `SIG${name}`)
  } catch {
    // It has ended, or the client made the name up.
  }
}
