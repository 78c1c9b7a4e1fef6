import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ClientCertificate } from '../auth/index.ts'

const known = new WeakMap<Socket, ClientCertificate | 'none'>()

/** The certificate that a client showed when it connected, if it was verified. The same for all requests of a connection. */
export function peerCertificate(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined
  const found = known.get(socket) ?? read(socket)
  known.set(socket, found)
  return found === 'none' ? undefined : found
}

function read(socket: TLSSocket): ClientCertificate | 'none' {
  const { subject } = socket.getPeerCertificate()
  const commonName: unknown = subject?.CN
  if (typeof commonName !== 'string' || commonName === '') return 'none'
  const organizations: unknown = subject.O ?? []
  // One name is a text, several are a list.
  return { commonName, organizations: [organizations].flat().map(String) }
}
