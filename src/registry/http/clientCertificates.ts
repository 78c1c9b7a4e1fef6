import type { Server } from 'node:http'
import type { TLSSocket, TlsOptions } from 'node:tls'
import type { HttpConfig } from '../config/index.ts'

type ClientAuth = NonNullable<HttpConfig['tls']>['clientauth']

/** What a server with TLS must be told to do for `http.tls.clientauth`. */
export function clientAuthOptions(auth: ClientAuth): TlsOptions {
  // Only this one can leave it all to TLS itself.
  return { requestCert: true, rejectUnauthorized: auth === 'require-and-verify-client-cert' }
}

/** Cuts connections of clients without the certificate that they need. */
export function refuseStrangers(server: Server, auth: ClientAuth): void {
  server.on('secureConnection', (socket: TLSSocket) => {
    if (!isWelcome(socket, auth)) socket.destroy()
  })
}

function isWelcome(socket: TLSSocket, auth: ClientAuth): boolean {
  const hasCertificate = socket.getPeerX509Certificate() !== undefined
  switch (auth) {
    case 'request-client-cert':
      return true
    case 'require-any-client-cert':
      return hasCertificate
    case 'verify-client-cert-if-given':
      return socket.authorized || !hasCertificate
    case 'require-and-verify-client-cert':
      return socket.authorized
    default:
      return auth satisfies never
  }
}
