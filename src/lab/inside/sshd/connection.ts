import type { ClientInfo, Connection } from 'ssh2'
import type { Account } from '../account.ts'
import { HOST_PATH } from '../path.ts'
import { authorize } from './authorize.ts'
import { forward } from './forward.ts'
import type { Pipes } from './pipes.ts'
import { serveSession } from './session.ts'

export interface ConnectionOptions {
  readonly pipes: Pipes
  /** The server's address and port, as SSH_CONNECTION gives them. */
  readonly local: string
}

/** Serves one client: logs it in, then any number of sessions and forwarded connections. */
export function serveConnection(
  connection: Connection,
  client: ClientInfo,
  { pipes, local }: ConnectionOptions,
): void {
  const gone = new AbortController()
  let account: Account | undefined
  connection.on('close', () => gone.abort())
  // Clients may vanish; `close` follows.
  connection.on('error', () => undefined)
  connection.on('authentication', context => {
    account = authorize(context)
  })
  connection.on('session', (accept, reject) => {
    if (!account) return reject()
    const environment = environmentOf(account, `${client.ip} ${client.port}`, local)
    serveSession(accept(), { account, environment, pipes, gone: gone.signal })
  })
  connection.on('tcpip', (accept, reject, destination) =>
    forward(accept, reject, destination, gone.signal),
  )
}

function environmentOf(account: Account, remote: string, local: string): Record<string, string> {
  return {
    PATH: HOST_PATH,
    HOME: account.home,
    USER: account.name,
    LOGNAME: account.name,
    SHELL: account.shell,
    LANG: 'C.UTF-8',
    SSH_CLIENT: `${remote} ${local.split(' ').at(-1)}`,
    SSH_CONNECTION: `${remote} ${local}`,
  }
}
