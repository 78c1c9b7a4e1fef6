import cluster, { type Worker } from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { Fault } from '../../base/fault.ts'
import type { Config } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import type { ToPrimary, ToWorker } from './messages.ts'
import type { Peers } from './peers.ts'
import { type Line, post } from './post.ts'

export interface WorkersOptions {
  readonly config: Config
  readonly log: Log
  readonly count: number
  /** The program that a worker runs, with `worker` as its argument. */
  readonly entry: string
  readonly instance: string
}

/** Processes that serve one port together. */
export interface Workers {
  readonly port: number
  readonly peers: Peers
  /** Rejects when they can't go on. */
  readonly broken: Promise<never>
  /** Lets them finish what runs, up to the configured time; `cut` ends that early. Resolves when all are gone. */
  stop(cut: AbortSignal): Promise<void>
}

const FIRST_WAIT = 100
const LONGEST_WAIT = 10_000
/** Who served for this long before it broke is replaced at once. */
const STEADY = 60_000
/** Beyond `http.draintimeout`, for the end itself. */
const TO_END = 2000

/** Starts workers; resolves when all serve. One that breaks is replaced. Throws the Fault of the first that can't begin. */
export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const { config, log, count, entry, instance } = options
  cluster.setupPrimary({ exec: entry, args: ['worker'], serialization: 'advanced' })
  const ticketKeys = randomBytes(48)
  const alive = new Map<Worker, Line>()
  const mail = post(() => [...alive.values()], { forward: true })
  const state = { isStopping: false, wait: FIRST_WAIT }
  let giveUp: (reason: unknown) => void = () => undefined
  const broken = new Promise<never>((_, reject) => {
    giveUp = reject
  })
  // Nobody may be waiting yet.
  broken.catch(() => undefined)

  const first = await settled(Array.from({ length: count }, (_, index) => start(index)))
  const [port = 0] = first
  return { port, peers: mail, broken, stop }

  /** Resolves to the port once the worker listens. */
  function start(index: number): Promise<number> {
    const worker = cluster.fork()
    const tell = (message: ToWorker): void => {
      if (worker.isConnected()) worker.send(message, undefined, () => undefined)
    }
    const line: Line = { send: letter => tell({ kind: 'letter', letter }) }
    alive.set(worker, line)
    const began = Date.now()
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ToPrimary) => {
        if (message.kind === 'letter') mail.receive(message.letter, line)
        else if (message.kind === 'listening') resolve(message.port)
        else if (message.kind === 'refused') reject(new Fault(message.message, message))
        else
          tell({ kind: 'order', order: { config, share: { index, count }, ticketKeys, instance } })
      })
      worker.on('exit', (code, signal) => {
        alive.delete(worker)
        const how = signal ?? `exit ${code}`
        reject(new Fault(`a worker ended before it served: ${how}`))
        if (!state.isStopping) replace(index, how, Date.now() - began)
      })
    })
  }

  function replace(index: number, how: string, served: number): void {
    if (port === undefined) return
    state.wait = served > STEADY ? FIRST_WAIT : Math.min(state.wait * 2, LONGEST_WAIT)
    log.error('a worker ended; another takes its place', { how, in: `${state.wait}ms` })
    setTimeout(() => {
      if (!state.isStopping) start(index).catch(giveUp)
    }, state.wait)
  }

  async function stop(cut: AbortSignal): Promise<void> {
    state.isStopping = true
    const gone = Promise.all([...alive.keys()].map(ended))
    const send = (message: ToWorker): void => {
      for (const worker of alive.keys()) {
        if (worker.isConnected()) worker.send(message, undefined, () => undefined)
      }
    }
    send({ kind: 'stop', cut: cut.aborted })
    cut.addEventListener('abort', () => send({ kind: 'stop', cut: true }))
    const kill = setTimeout(() => {
      for (const worker of alive.keys()) worker.process.kill('SIGKILL')
    }, config.http.draintimeout + TO_END)
    await gone
    clearTimeout(kill)
  }

  /** All or none: when one can't begin, the others are ended first. */
  async function settled(starting: readonly Promise<number>[]): Promise<number[]> {
    try {
      return await Promise.all(starting)
    } catch (error) {
      state.isStopping = true
      const gone = Promise.all([...alive.keys()].map(ended))
      for (const worker of alive.keys()) worker.process.kill('SIGKILL')
      await Promise.allSettled([...starting, gone])
      throw error
    }
  }
}

function ended(worker: Worker): Promise<void> {
  return new Promise(resolve => {
    if (worker.isDead()) resolve()
    else worker.once('exit', () => resolve())
  })
}
