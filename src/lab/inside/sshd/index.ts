import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import ssh2 from 'ssh2'
import { type ConnectionOptions, serveConnection } from './connection.ts'
import { Pipes } from './pipes.ts'

export interface SshdOptions {
  readonly address: string
  readonly port: number
  /** The path of the private host key. */
  readonly hostKey: string
}

/** Serves SSH until aborted: public keys, commands, shells, environment, signals and direct-tcpip. */
export async function runSshd(options: SshdOptions, signal: AbortSignal): Promise<void> {
  const connectionOptions: ConnectionOptions = {
    pipes: new Pipes(),
    local: `${options.address} ${options.port}`,
  }
  const ssh = new ssh2.Server({ hostKeys: [readFileSync(options.hostKey)] }, (connection, client) =>
    serveConnection(connection, client, connectionOptions),
  )
  const server = createServer({ noDelay: true }, socket => ssh.injectSocket(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.address, resolve)
  })
  await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
  server.close()
}
