import type { Readable, Writable } from 'node:stream'
import type { ServerChannel } from 'ssh2'

export interface Outputs {
  readonly stdout: Readable
  readonly stderr: Readable
}

/** Sends a program's outputs down its channel; resolves when both are at their end and sent, or the channel is gone. */
export async function sendOutputs(
  channel: ServerChannel,
  { stdout, stderr }: Outputs,
  gone: AbortSignal,
): Promise<void> {
  const turn = takingTurns()
  const send = async (from: Readable, to: Writable): Promise<void> => {
    for await (const chunk of from) await turn(() => write(channel, to, chunk, gone))
  }
  // Without a reader left, the program gets SIGPIPE at its next write.
  const drop = (): void => {
    stdout.destroy()
    stderr.destroy()
  }
  gone.addEventListener('abort', drop, { once: true })
  // A stream that was dropped ends its loop with an error, which is what was wanted.
  await Promise.allSettled([send(stdout, channel), send(stderr, channel.stderr)])
  gone.removeEventListener('abort', drop)
}

/** Runs one piece of work at a time. */
function takingTurns(): (work: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return work => {
    last = last.then(work)
    return last
  }
}

/** What ssh2 keeps of a write that waits for the client's window. */
interface Stalled {
  _chunk?: unknown
  _chunkcb?: unknown
}

/**
 * Resolves when the client's window has taken the whole chunk, or nobody can take it any more. ssh2 remembers one stalled
 * write of either stream, prefers standard output's and never forgets it: only one may be under way, and its memory must
 * be cleared after it.
 */
async function write(
  channel: ServerChannel,
  to: Writable,
  chunk: Uint8Array,
  gone: AbortSignal,
): Promise<void> {
  if (gone.aborted) return
  await new Promise<void>(resolve => {
    const done = (): void => {
      gone.removeEventListener('abort', done)
      resolve()
    }
    gone.addEventListener('abort', done)
    to.write(chunk, done)
  })
  const stalled = channel as Stalled
  stalled._chunk = undefined
  stalled._chunkcb = undefined
}
