import cluster from 'node:cluster'
import { Fault } from '../../base/fault.ts'
import { type RunningFront, startFront } from '../front.ts'
import { notificationsOf } from '../notifications.ts'
import { lineWriter } from '../observe/lineWriter.ts'
import { metricsFor } from '../observe/metrics/metrics.ts'
import { writingTo } from '../observe/outlets.ts'
import type { Order, ToPrimary, ToWorker } from './messages.ts'
import { type Line, type Post, post } from './post.ts'

/** The whole life of a worker process: it serves as the primary says, and ends when that tells it to or goes away. */
export async function work(): Promise<void> {
  // Who stops a service signals all of its processes: what that means for a worker the primary decides.
  process.on('SIGTERM', ignore).on('SIGINT', ignore)
  const line: Line = { send: letter => say({ kind: 'letter', letter }) }
  const mail = post(() => [line], { forward: false })
  let starting: Promise<RunningFront | undefined> = Promise.resolve(undefined)
  await new Promise<void>(resolve => {
    const serve = async (order: Order): Promise<void> => {
      starting = begin(order, mail)
      if ((await starting) === undefined) resolve()
    }
    const stop = async (cut: boolean): Promise<void> => {
      await (await starting)?.close({ cut })
      resolve()
    }
    process.on('message', (message: ToWorker) => {
      if (message.kind === 'letter') mail.receive(message.letter, line)
      else if (message.kind === 'order') void serve(message.order)
      else void stop(message.cut)
    })
    say({ kind: 'ready' })
  })
  cluster.worker?.disconnect()
}

/** In bytes: pipes take so many at once, and never a part of what another process writes in between. */
const ATOMIC = 4096

async function begin(order: Order, mail: Post): Promise<RunningFront | undefined> {
  const { config, share, ticketKeys, instance } = order
  const outlets = {
    log: lineWriter(process.stderr, ATOMIC),
    access: lineWriter(process.stdout, ATOMIC),
  }
  process.once('exit', outlets.log.flush).once('exit', outlets.access.flush)
  const { log, observers } = writingTo(outlets, config.log, instance)
  try {
    const metrics = metricsFor(config, mail)
    const front = await startFront(config, {
      log,
      observers,
      metrics,
      notifications: notificationsOf(config, metrics),
      instance,
      peers: mail,
      share,
      ticketKeys,
    })
    say({ kind: 'listening', port: front.port })
    return front
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const { message, hint, place } = error
    say({ kind: 'refused', message, ...(hint && { hint }), ...(place && { place }) })
    return undefined
  }
}

function say(message: ToPrimary): void {
  // A primary that is gone takes its workers with it.
  if (process.connected) process.send?.(message, undefined, undefined, ignore)
}

function ignore(): void {
  // Nothing to do.
}
