import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What was posted to a sink. */
export interface Posted {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The one event of the body. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it as they please
  readonly event: any
}

/** An endpoint of notifications on a free port. */
export interface Sink extends AsyncDisposable {
  readonly url: string
  /** What it has taken. */
  readonly taken: readonly Posted[]
  /** How often it was asked. */
  readonly asked: number
  /** Resolves when it has taken so many. */
  count(events: number): Promise<readonly Posted[]>
  /** Resolves when it has been asked so often. */
  askings(requests: number): Promise<void>
}

/** Starts a sink that answers its n-th request, from 1 on, with a status; 0 breaks off, and -1 leaves the client waiting. */
export async function startSink(
  statusOf: (request: number) => number = () => 200,
  port = 0,
): Promise<Sink> {
  const taken: Posted[] = []
  const waiting = new Set<() => void>()
  let asked = 0
  const server = createServer((request, response) => {
    asked += 1
    const status = statusOf(asked)
    request.toArray().then(chunks => {
      const body = Buffer.concat(chunks).toString()
      if (status <= 0) {
        if (status === 0) response.destroy()
        return
      }
      if (status < 400) {
        taken.push({ headers: request.headers, body, event: JSON.parse(body).events[0] })
      }
      response.writeHead(status).end('an answer that nobody reads')
      for (const look of waiting) look()
    }, ignore)
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`took ${taken.length} of ${asked}`)), 10_000)
      const look = (): void => {
        if (!holds()) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    taken,
    get asked() {
      return asked
    },
    async count(events) {
      await until(() => taken.length >= events)
      return taken
    },
    askings: requests => until(() => asked >= requests),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function ignore(): void {
  // The client went away.
}
