import type { Become } from '../module/index.ts'
import type { Carrier } from './carrier.ts'
import type { Channel, Ending, Listener } from './channel.ts'
import type { CommandLine } from './commandLine.ts'
import { greet } from './greeting.ts'
import { onInterrupt, throwIfInterrupted } from './interruption.ts'
import { type Step, StepReader } from './steps.ts'

/** Text for a shell, and who hears its answer. */
export interface Talk {
  readonly text: string
  /** The nonces of the frames to come; the last one's ends the talk. */
  readonly nonces: readonly string[]
  readonly onStep: (step: Step) => void
  /** Hears how much was printed since the last frame. */
  readonly onBytes?: (size: number) => void
}

/** The shell ended before it had answered. */
export class ShellEnded extends Error {
  override readonly name = 'ShellEnded'
  readonly ending: Ending

  constructor(ending: Ending) {
    super('the shell ended')
    this.ending = ending
  }
}

/** A shell on the host that has greeted. One talk at a time. */
export class Shell {
  readonly channel: Channel
  readonly pid: number

  constructor(channel: Channel, pid: number) {
    this.channel = channel
    this.pid = pid
    channel.listen(DEAF)
  }

  /** Sends a text and reads the answer as it comes. Throws ShellEnded when the shell ends first. */
  talk(talk: Talk): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error?: unknown): void => {
        this.channel.listen(DEAF)
        if (error === undefined) resolve()
        else reject(error)
      }
      const last = talk.nonces.length - 1
      const reader = new StepReader(talk.nonces, step => {
        talk.onStep(step)
        if (step.index === last) finish()
      })
      const hear = (stream: 'stdout' | 'stderr', bytes: Buffer): void => {
        try {
          reader[stream](bytes)
          talk.onBytes?.(reader.size)
        } catch (error) {
          finish(error)
        }
      }
      this.channel.listen({
        stdout: bytes => hear('stdout', bytes),
        stderr: bytes => hear('stderr', bytes),
        ended: ending => finish(new ShellEnded(ending)),
      })
      // Reading never waits for this to drain: the host may print more than it has read.
      this.channel.stdin.write(talk.text)
    })
  }
}

export interface Opening {
  readonly start: CommandLine
  readonly become: Become | undefined
  readonly signal: AbortSignal | undefined
}

/** Opens a shell as this user and waits for its greeting. */
export async function openShell(
  carrier: Carrier,
  { start, become, signal }: Opening,
): Promise<Shell> {
  const channel = await carrier.exec(start.line)
  const forget = onInterrupt(signal, () => channel.destroy())
  try {
    return new Shell(channel, await greet(channel, { ...start, become }))
  } catch (error) {
    if (signal) throwIfInterrupted(signal)
    throw error
  } finally {
    forget()
  }
}

/** Between talks only strays print. */
const DEAF: Listener = { stdout: () => undefined, stderr: () => undefined, ended: () => undefined }
