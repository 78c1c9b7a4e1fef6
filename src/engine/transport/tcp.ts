import { connect, type Socket } from 'node:net'
import { UnreachableFault } from '../../base/fault.ts'
import { throwIfInterrupted } from './interruption.ts'
import type { Target } from './target.ts'

/** A TCP connection to a target. Throws UnreachableFault in the words of the reason. */
export function connectTcp(target: Target, signal: AbortSignal): Promise<Socket> {
  const { host, port, connectTimeout } = target
  const where = `${host}:${port}`
  return new Promise((resolve, reject) => {
    throwIfInterrupted(signal)
    // Small requests and their answers take turns; held back for each other they cost 40 ms each.
    const socket = connect({ host, port, noDelay: true, signal })
    const late = `${where} did not answer within ${connectTimeout / 1000} s`
    const timer = setTimeout(() => socket.destroy(new UnreachableFault(late)), connectTimeout)
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(error instanceof UnreachableFault ? error : refused(error, target))
    })
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

const REASONS: Readonly<Record<string, (target: Target) => string>> = {
  ECONNREFUSED: ({ host, port }) => `${host}:${port} refused the connection`,
  ENOTFOUND: ({ host }) => `there is no host named ${host}`,
  EAI_AGAIN: ({ host }) => `the name ${host} can't be looked up now`,
  EHOSTUNREACH: ({ host }) => `there is no route to ${host}`,
  ENETUNREACH: ({ host }) => `there is no route to ${host}`,
  ETIMEDOUT: ({ host, port }) => `${host}:${port} did not answer`,
}

function refused(error: NodeJS.ErrnoException, target: Target): UnreachableFault {
  const { host, port } = target
  const message = REASONS[error.code ?? '']?.(target) ?? `${host}:${port}: ${error.message}`
  return new UnreachableFault(message, { cause: error })
}
