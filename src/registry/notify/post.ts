import { createHmac } from 'node:crypto'
import { type ClientRequest, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { Endpoint } from './wanted.ts'

/** A way to an endpoint. */
export interface Post {
  /** Sends one event; resolves to the answer's status and text. Rejects when there is none in time. */
  send(event: string, signal: AbortSignal): Promise<Answer>
  /** Ends the connection that it keeps. */
  close(): void
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** An answer's body is of no interest, but for its end: more than this, in bytes, isn't waited for. */
const LARGEST_ANSWER = 64 * 1024

/** Posts to an endpoint over one connection, signed where there is a secret. */
export function postTo(endpoint: Endpoint, secret: string | undefined): Post {
  const url = new URL(endpoint.url)
  const isTls = url.protocol === 'https:'
  const start = isTls ? tlsRequest : plainRequest
  const agent = new (isTls ? TlsAgent : PlainAgent)({ keepAlive: true, maxSockets: 1 })
  const common = {
    ...endpoint.headers,
    'Content-Type': `application/vnd.docker.distribution.events.${endpoint.mediatype}+json`,
  }
  return {
    async send(event, stop) {
      const body = Buffer.from(envelope(event))
      const signed = secret === undefined ? {} : { 'X-Hub-Signature-256': signature(body, secret) }
      const headers = { ...common, ...signed, 'Content-Length': body.length }
      const request = start(url, { method: 'POST', agent, headers })
      const cut = (): void => void request.destroy(new Error('cut off'))
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${endpoint.timeout}ms`))
      }, endpoint.timeout)
      stop.addEventListener('abort', cut)
      try {
        return await answered(request.end(body))
      } finally {
        clearTimeout(timer)
        stop.removeEventListener('abort', cut)
      }
    },
    close: () => agent.destroy(),
  }
}

/** What is answered to a request, once the answer has ended. */
function answered(request: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', response => {
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > LARGEST_ANSWER) response.destroy()
      })
      response.on('error', ignore)
      response.on('close', () => {
        resolve({ status: response.statusCode ?? 0, text: response.statusMessage ?? '' })
      })
    })
  })
}

/** One event a request, indented as docker distribution does it. */
function envelope(event: string): string {
  return JSON.stringify({ events: [JSON.parse(event)] }, undefined, 3)
}

/** As many receivers of webhooks know it already. */
function signature(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

function ignore(): void {
  // The status has come; that the rest of the answer breaks off changes nothing.
}
