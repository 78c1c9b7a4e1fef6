import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export interface Answer {
  readonly status: number
  /** The status line and the headers. */
  readonly head: string
  /** Bytes of the body. */
  readonly length: number
}

/** Where a server listens; `ca` where it speaks TLS. */
export interface Endpoint {
  readonly port: number
  readonly ca?: string | undefined
}

/** All connections read into this: bytes are counted, not kept. */
const INBOX = Buffer.allocUnsafeSlow(1024 * 1024)

/** A connection that sends prepared bytes and reads no more of an answer than where it ends, so that the server is the limit. */
export class Wire {
  readonly #socket: Socket
  #head = ''
  #isHead = false
  #left = 0
  #length = 0
  #isChunked = false
  #tail = ''
  #answered: ((answer: Answer) => void) | undefined
  #failed: ((error: Error) => void) | undefined

  private constructor({ port, ca }: Endpoint) {
    const host = '127.0.0.1'
    if (ca === undefined) {
      const callback = (count: number): boolean => {
        this.#take(INBOX.subarray(0, count))
        return true
      }
      this.#socket = connect({ port, host, noDelay: true, onread: { buffer: INBOX, callback } })
    } else {
      this.#socket = connectTls({ port, host, ca })
      this.#socket.on('data', chunk => this.#take(chunk))
    }
    const fail = (error = new Error('the server hung up')) => this.#failed?.(error)
    this.#socket.on('error', fail).on('end', () => fail())
  }

  static async open(endpoint: Endpoint): Promise<Wire> {
    const wire = new Wire(endpoint)
    await once(wire.#socket, endpoint.ca === undefined ? 'connect' : 'secureConnect')
    return wire
  }

  /** Sends a request and resolves when its answer is complete. */
  ask(...parts: readonly Uint8Array[]): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve
      this.#failed = reject
      // An answer to HEAD has no body, whatever length it tells.
      this.#isHead = parts[0]?.[0] === 0x48
      if (parts.length > 1) this.#socket.cork()
      for (const part of parts) this.#socket.write(part)
      this.#socket.uncork()
    })
  }

  close(): void {
    this.#failed = undefined
    this.#socket.destroy()
  }

  #take(bytes: Buffer): void {
    if (this.#left > 0) this.#skip(bytes.length)
    else if (this.#isChunked) this.#seekEnd(bytes)
    else this.#takeHead(bytes)
  }

  #takeHead(bytes: Buffer): void {
    this.#head += bytes.toString('latin1')
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return
    const rest = this.#head.length - end - 4
    const body = bytes.subarray(bytes.length - rest)
    this.#head = this.#head.slice(0, end)
    this.#isChunked = !this.#isHead && /^transfer-encoding: *chunked/im.test(this.#head)
    this.#length = Number(/^content-length: *(\d+)/im.exec(this.#head)?.[1] ?? 0)
    this.#left = this.#isHead ? 0 : this.#length
    if (this.#isChunked) this.#seekEnd(body)
    else this.#skip(rest)
  }

  #skip(count: number): void {
    this.#left -= count
    if (this.#left === 0) this.#end()
  }

  #seekEnd(bytes: Buffer): void {
    this.#length += bytes.length
    this.#tail = (this.#tail + bytes.subarray(-7).toString('latin1')).slice(-7)
    if (this.#tail === '\r\n0\r\n\r\n') this.#end()
  }

  #end(): void {
    const head = this.#head
    this.#head = ''
    this.#tail = ''
    this.#isChunked = false
    this.#answered?.({ status: Number(head.slice(9, 12)), head, length: this.#length })
  }
}

/** A request's bytes up to its body. */
export function headOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | number>> = {},
): Buffer {
  const lines = Object.entries({ Host: 'registry.example', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
}

/** Where an answer sends the client: the path of its Location. */
export function locationOf({ head, status }: Answer): string {
  const location = /^location: *(\S+)/im.exec(head)?.[1]
  if (location === undefined) throw new Error(`no location, status ${status}`)
  return location.replace(/^https?:\/\/[^/]+/, '')
}
