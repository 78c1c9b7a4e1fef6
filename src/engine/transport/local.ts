import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import type { Duplex } from 'node:stream'
import { Fault, messageOf, UnreachableFault } from '../../base/fault.ts'
import type { Transport } from '../module/index.ts'
import type { Carrier } from './carrier.ts'
import { type Channel, channelOf, type Ending } from './channel.ts'
import { Connections, type SessionLimits } from './connections.ts'

/** The machine that wharf runs on, through the same sessions as any other host. */
export function localTransport(limits: SessionLimits = {}): Transport {
  const connections = new Connections(limits)
  return {
    async connect(_host, variables, options) {
      return connections.over(localCarrier(), variables, options)
    },
  }
}

function localCarrier(): Carrier {
  const children = new Set<ChildProcess>()
  let failure: string | undefined
  const end = (): void => {
    for (const { stdin, stdout, stderr } of children)
      for (const stream of [stdin, stdout, stderr]) stream?.destroy()
  }
  return {
    user: userInfo().username,
    get failure() {
      return failure
    },
    async exec(line) {
      // A process group of its own: Ctrl-C is for wharf, which ends its tasks in order.
      const child = spawn('/bin/sh', ['-c', line], { detached: true, stdio: 'pipe' })
      children.add(child)
      child.once('close', () => children.delete(child))
      return started(child)
    },
    connect: connectFromHere,
    abandon(why) {
      failure ??= why
      end()
    },
    async end() {
      end()
    },
  }
}

function started(child: ChildProcess): Promise<Channel> {
  const { stdin, stdout, stderr } = child
  return new Promise((resolve, reject) => {
    child.once('error', error => reject(new UnreachableFault(`no shell here: ${error.message}`)))
    if (!stdin || !stdout || !stderr) return
    const channel = channelOf({
      stdin,
      stdout,
      stderr,
      whenExited: callback =>
        child.once('exit', (code, signal) => callback(endingOf(code, signal))),
      whenClosed: callback => child.once('close', callback),
      destroy: () => {
        for (const stream of [stdin, stdout, stderr]) stream.destroy()
      },
    })
    child.once('spawn', () => resolve(channel))
  })
}

function endingOf(code: number | null, signal: string | null): Ending {
  if (signal !== null) return { kind: 'killed', signal }
  return { kind: 'exited', code: code ?? 0 }
}

function connectFromHere(host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    socket.once('error', error => {
      reject(new Fault(`can't connect to ${host}:${port}: ${messageOf(error)}`, { cause: error }))
    })
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
