import type { Readable, Writable } from 'node:stream'

/** How a command on the host ended. `lost`: nobody said; the connection broke. */
export type Ending =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  | { readonly kind: 'lost' }

/** Who hears what a command prints and how it ends. `ended` comes last, once. */
export interface Listener {
  stdout(bytes: Buffer): void
  stderr(bytes: Buffer): void
  ended(ending: Ending): void
}

/** A command at work on the host. */
export interface Channel {
  readonly stdin: Writable
  /** From now on this listener hears everything; the one before it hears nothing more. */
  listen(listener: Listener): void
  /** Stops reading what it prints, which then stops it, or goes on. */
  hold(isHeld: boolean): void
  /** Ends it from this side. */
  destroy(): void
}

/** What a connection gives a channel to be made of. */
export interface ChannelSource {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Calls back when the command has exited; then when its output is closed as well. */
  whenExited(callback: (ending: Ending) => void): void
  whenClosed(callback: () => void): void
  destroy(): void
}

/** A daemon left behind by a task holds the output open for ever; what the command itself printed is here by then. */
const LAST_WORDS = 500

/** The channel of a command that was just started. What happens before someone listens is kept for the first who does. */
export function channelOf(source: ChannelSource): Channel {
  const unheard: ((listener: Listener) => void)[] = []
  let listener: Listener | undefined
  let ending: Ending | undefined
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  const tell = (event: (listener: Listener) => void): void => {
    if (listener) event(listener)
    else unheard.push(event)
  }
  const finish = (): void => {
    clearTimeout(timer)
    if (isOver) return
    isOver = true
    tell(told => told.ended(ending ?? { kind: 'lost' }))
  }
  source.whenExited(how => {
    ending = how
    if (!isOver) timer = setTimeout(finish, LAST_WORDS)
  })
  source.whenClosed(finish)
  source.stdout.on('data', (bytes: Buffer) => tell(told => told.stdout(bytes)))
  source.stderr.on('data', (bytes: Buffer) => tell(told => told.stderr(bytes)))
  // A broken pipe is told by the ending.
  source.stdin.on('error', () => undefined)
  return {
    stdin: source.stdin,
    listen(next) {
      const isLate = isOver && unheard.length === 0
      listener = next
      for (let event = unheard.shift(); event; event = unheard.shift()) event(listener)
      if (isLate) queueMicrotask(() => next.ended(ending ?? { kind: 'lost' }))
    },
    hold(isHeld) {
      for (const stream of [source.stdout, source.stderr]) isHeld ? stream.pause() : stream.resume()
    },
    destroy() {
      source.destroy()
      finish()
    },
  }
}
