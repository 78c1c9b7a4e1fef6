import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { messageOf, UnreachableFault } from '../../base/fault.ts'
import { onInterrupt, throwIfInterrupted } from './interruption.ts'
import type { Target } from './target.ts'

/** A TCP connection to a target. Throws UnreachableFault in the words of the reason. */
export async function connectTcp(target: Target, signal: AbortSignal): Promise<Socket> {
  const { host, port, connectTimeout } = target
  throwIfInterrupted(signal)
  // Small requests and their answers take turns; held back for each other they cost 40 ms each.
  const socket = connect({ host, port, noDelay: true })
  const late = `${host}:${port} did not answer within ${connectTimeout / 1000} s`
  const timer = setTimeout(() => socket.destroy(new UnreachableFault(late)), connectTimeout)
  const forget = onInterrupt(signal, () => socket.destroy(new Error('interrupted')))
  try {
    await once(socket, 'connect')
    return socket
  } catch (error) {
    throwIfInterrupted(signal)
    throw error instanceof UnreachableFault ? error : refused(error, target)
  } finally {
    clearTimeout(timer)
    forget()
  }
}

const REASONS: Readonly<Record<string, (target: Target) => string>> = {
  ECONNREFUSED: ({ host, port }) => `${host}:${port} refused the connection`,
  ENOTFOUND: ({ host }) => `there is no host named ${host}`,
  EAI_AGAIN: ({ host }) => `the name ${host} can't be looked up now`,
  EHOSTUNREACH: ({ host }) => `there is no route to ${host}`,
  ENETUNREACH: ({ host }) => `there is no route to ${host}`,
  ETIMEDOUT: ({ host, port }) => `${host}:${port} did not answer`,
}

function refused(error: unknown, target: Target): UnreachableFault {
  const { host, port } = target
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const message = REASONS[code]?.(target) ?? `${host}:${port}: ${messageOf(error)}`
  return new UnreachableFault(message, { cause: error })
}
