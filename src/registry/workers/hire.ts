import cluster from 'node:cluster'
import { deferred } from '../../base/deferred.ts'
import { Fault } from '../../base/fault.ts'
import type { Order, ToPrimary, ToWorker } from './messages.ts'
import type { Line, Post } from './post.ts'

/** A worker, as the primary sees it. */
export interface Hired {
  readonly line: Line
  /** True once it hears what it is told: what is said earlier is lost. */
  readonly isReady: boolean
  /** Resolves to its port once it serves; rejects with its Fault when it can't. */
  readonly listening: Promise<number>
  /** Resolves when it has ended, to how. */
  readonly gone: Promise<string>
  /** Lets it finish what runs, unless that is to be cut. */
  stop(cut: boolean): void
  kill(): void
}

/** Starts a worker and hands it its order; its letters go to the post. */
export function hire(order: Order, mail: Post): Hired {
  const worker = cluster.fork()
  let isReady = false
  const listening = deferred<number>()
  const gone = deferred<string>()
  const tell = (message: ToWorker): void => {
    if (worker.isConnected()) worker.send(message, undefined, () => undefined)
  }
  const kill = (): void => void worker.process.kill('SIGKILL')
  const line: Line = { send: letter => tell({ kind: 'letter', letter }) }
  const end = (how: string): void => {
    listening.reject(new Fault(`a worker ended before it served: ${how}`))
    gone.resolve(how)
  }
  worker.on('message', (message: ToPrimary) => {
    if (message.kind === 'letter') mail.receive(message.letter, line)
    else if (message.kind === 'listening') listening.resolve(message.port)
    else if (message.kind === 'refused') listening.reject(new Fault(message.message, message))
    else {
      isReady = true
      tell({ kind: 'order', order })
    }
  })
  worker.on('exit', (code, signal) => end(signal ?? `exit ${code}`))
  worker.on('error', error => end(error.message))
  return {
    line,
    get isReady() {
      return isReady
    },
    listening: listening.promise,
    gone: gone.promise,
    stop(cut) {
      // Nothing runs in one that does not hear yet.
      if (isReady) tell({ kind: 'stop', cut })
      else kill()
    },
    kill,
  }
}
