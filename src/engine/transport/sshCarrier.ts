import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { Fault, messageOf, UnreachableFault } from '../../base/fault.ts'
import type { Carrier } from './carrier.ts'
import { type Channel, channelOf, type Ending } from './channel.ts'

/** How long the end of a connection may take. */
const LAST_WAIT = 2_000

/** A logged-in connection as the carrier of sessions. */
export class SshCarrier implements Carrier {
  readonly user: string
  readonly #client: Client
  readonly #closed: Promise<void>
  #failure: string | undefined
  #isEnding = false

  constructor(client: Client, user: string) {
    this.#client = client
    this.user = user
    client.on('error', error => {
      this.#failure ??= error.message
    })
    this.#closed = new Promise(resolve => {
      client.once('close', () => {
        if (!this.#isEnding) this.#failure ??= 'the host closed it'
        resolve()
      })
    })
  }

  get failure(): string | undefined {
    return this.#failure
  }

  exec(line: string): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(noChannel(this.#failure ?? messageOf(error)))
      try {
        this.#client.exec(line, (error, stream) => {
          if (error) fail(error)
          else resolve(sshChannel(stream))
        })
      } catch (error) {
        fail(error)
      }
    })
  }

  connect(host: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void =>
        reject(new Fault(`the host can't connect to ${host}:${port}: ${messageOf(error)}`))
      try {
        this.#client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
          if (error) fail(error)
          else resolve(stream)
        })
      } catch (error) {
        fail(error)
      }
    })
  }

  abandon(why: string): void {
    this.#failure ??= why
    this.#client.destroy()
  }

  async end(): Promise<void> {
    this.#isEnding = true
    this.#client.end()
    const timer = setTimeout(() => this.#client.destroy(), LAST_WAIT)
    await this.#closed
    clearTimeout(timer)
  }
}

function sshChannel(stream: ClientChannel): Channel {
  return channelOf({
    stdin: stream,
    stdout: stream,
    stderr: stream.stderr,
    whenExited: callback =>
      stream.once('exit', (code: number | null, signal?: string) => {
        callback(endingOf(code, signal))
      }),
    whenClosed: callback => stream.once('close', callback),
    destroy: () => stream.destroy(),
  })
}

function endingOf(code: number | null, signal = 'a signal'): Ending {
  return code === null ? { kind: 'killed', signal } : { kind: 'exited', code }
}

function noChannel(why: string): UnreachableFault {
  return new UnreachableFault(`the host opens no shell: ${why.replace(REFUSED, '')}`, {
    hint: REFUSED.test(why)
      ? "each user that tasks become needs a session of its own, and sshd's MaxSessions limits them"
      : undefined,
  })
}

const REFUSED = /^\(SSH\) Channel open failure: /
