import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Outcome, RunContext } from '../../../src/engine/module/index.ts'
import { uri } from '../../../src/modules/net/uri.ts'
import { issueClientCertificate, issueServerCertificate } from '../../../src/pki/index.ts'
import { ecAuthority } from '../../helpers/certificates.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'

interface Seen {
  readonly method: string | undefined
  readonly headers: Record<string, unknown>
  readonly body: string
}

const test = suite<{ server: Server; base: string; seen: Seen[] }>('uri')
test.before.each(async context => {
  context.seen = []
  context.server = createServer(answer(context.seen))
  context.base = `http://127.0.0.1:${await listen(context.server)}`
})
test.after.each(({ server }) => {
  server.close()
})

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

/** Answers by the first part of the path; the second says how. */
function answer(seen: Seen[]): RequestListener {
  return async (request, response) => {
    const chunks: string[] = []
    for await (const chunk of request) chunks.push(String(chunk))
    seen.push({ method: request.method, headers: request.headers, body: chunks.join('') })
    const [, path = '', detail = ''] = (request.url ?? '').split('/')
    response.setHeader('x-one-more', '1')
    KINDS[path]?.(response, detail)
    if (path !== 'silent') response.end(path === 'json' ? '{"a":[1]}' : 'hello')
  }
}

const KINDS: Record<string, (response: ServerResponse, detail: string) => void> = {
  json: response => response.setHeader('content-type', 'application/json; charset=utf-8'),
  to: (response, url) => response.writeHead(302, { location: decodeURIComponent(url) }),
  status: (response, code) => response.writeHead(Number(code)),
}

/** What a connection through SSH is: two streams in one, and none of a socket's own. */
const channel = (socket: Duplex): Duplex => Duplex.from({ readable: socket, writable: socket })

const ask = (args: object, context: RunContext = runContext()): Promise<Outcome> =>
  uri.run(uri.args.parse(args), context)

async function fields(args: object, context?: RunContext): Promise<Record<string, unknown>> {
  const outcome = await ask(args, context)
  assert.is(outcome.kind, 'ok')
  return outcome.kind === 'ok' ? { ...outcome.result } : {}
}

test('reports status, headers and size, and the answer when asked', async ({ base, seen }) => {
  const result = await fields({ url: `${base}/x?y=1` })
  assert.equal(
    [
      result['status'],
      result['msg'],
      result['x_one_more'],
      result['redirected'],
      result['content'],
    ],
    [200, 'OK (5 bytes)', '1', false, undefined],
  )
  assert.is((await fields({ url: base, return_content: true }))['content'], 'hello')
  assert.equal((await fields({ url: `${base}/json` }))['json'], { a: [1] })
  assert.is(seen.length, 3)
})

test('fails for an answer that is not wanted, with the answer', async ({ base }) => {
  const outcome = await ask({ url: `${base}/status/503` })
  assert.is(outcome.kind, 'failed')
  if (outcome.kind !== 'failed') return
  assert.is(outcome.reason, `GET ${base}/status/503 was answered with 503, not 200`)
  assert.equal([outcome.result['status'], outcome.result['content']], [503, 'hello'])
  await fields({ url: `${base}/status/503`, status_code: [200, 503] })
  await fields({ url: `${base}/status/404`, status_code: 404, method: 'head' })
})

test('sends what it is given, in the form asked for', async ({ base, seen }) => {
  await fields({ url: base, method: 'POST', body: { a: [1, 'x'] }, body_format: 'json' })
  await fields({
    url: base,
    method: 'PUT',
    body: { a: ['x y', 2] },
    body_format: 'form-urlencoded',
  })
  await fields({
    url: base,
    method: 'POST',
    body: 'raw',
    headers: { 'X-N': 5, 'Content-Type': 'a/b' },
  })
  assert.equal(
    seen.map(({ method, body, headers }) => [
      method,
      body,
      headers['content-type'],
      headers['content-length'],
    ]),
    [
      ['POST', '{"a":[1,"x"]}', 'application/json', '13'],
      ['PUT', 'a=x+y&a=2', 'application/x-www-form-urlencoded', '9'],
      ['POST', 'raw', 'a/b', '3'],
    ],
  )
  assert.is(seen[2]?.headers['x-n'], '5')
  const error = await rejection(ask({ url: base, method: 'POST', body: { a: 1 } }))
  assert.match(error.message, /needs body_format/)
})

test('follows redirects, without credentials to another server', async ({ base, seen }) => {
  const other = createServer(answer(seen))
  const elsewhere = `http://127.0.0.1:${await listen(other)}/json`
  const url = `${base}/to/${encodeURIComponent(elsewhere)}`
  try {
    const result = await fields({ url, url_username: 'me', url_password: 'pa:ss' })
    assert.equal(
      [result['url'], result['redirected'], result['json']],
      [elsewhere, true, { a: [1] }],
    )
    assert.equal(
      seen.map(({ headers }) => headers['authorization']),
      [`Basic ${Buffer.from('me:pa:ss').toString('base64')}`, undefined],
    )
    await fields({ url, follow_redirects: 'none', status_code: 302 })
    await fields({ url, method: 'POST', status_code: 302 })
    await fields({ url, method: 'POST', body: 'x', follow_redirects: 'all' })
    assert.equal([seen.at(-1)?.method, seen.at(-1)?.body], ['GET', ''])
  } finally {
    other.close()
  }
  const loop = await rejection(ask({ url: `${base}/to/${encodeURIComponent('/to/x')}` }))
  assert.match(loop.message, /more than 10 redirects/)
})

test('says why there is no answer', async ({ base, server }) => {
  const late = await rejection(ask({ url: `${base}/silent`, timeout: 0.05 }))
  assert.is(late.message, `GET ${base}/silent: no answer within 0.05 seconds`)
  server.closeAllConnections()
  server.close()
  const refused = await rejection(ask({ url: base }))
  assert.match(refused.message, /^GET .*: connection refused$/)
})

test('asks in check mode only what changes nothing, and takes no answer for no failure', async ({
  base,
  seen,
  server,
}) => {
  const check = runContext({ check: true })
  assert.is((await ask({ url: base, method: 'DELETE' }, check)).kind, 'skipped')
  assert.is(seen.length, 0)
  assert.is((await ask({ url: base }, check)).kind, 'ok')
  assert.is((await ask({ url: `${base}/status/500` }, check)).kind, 'skipped')
  server.close()
  assert.is((await ask({ url: base }, check)).kind, 'skipped')
})

test('trusts the CA it is given and no other, and shows who it is', async () => {
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
  const ca = ecAuthority()
  const issued = await issueServerCertificate({ ca, names: ['registry.example.com'], days: 5 })
  const client = await issueClientCertificate({ ca, user: 'me', groups: [], days: 5 })
  const server = createTlsServer(
    {
      cert: issued.certificate,
      key: issued.key,
      ca: ca.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      // The socket is a TLS one here, which the request's type does not say.
      const { subject } = (
        request.socket as unknown as { getPeerCertificate(): { subject?: { CN: string } } }
      ).getPeerCertificate()
      response.end(subject?.CN ?? 'nobody')
    },
  )
  const port = await listen(server)
  const context = runContext()
  // The host's own names count, not those of the controller.
  const named: string[] = []
  const remote = {
    ...context.remote,
    connect(host: string, at: number): Promise<Duplex> {
      named.push(host)
      return context.remote.connect('127.0.0.1', at).then(channel)
    },
  }
  const url = `https://registry.example.com:${port}/`
  const inHost = { ...context, remote }
  try {
    writeFileSync(join(root, 'ca.crt'), ca.certificate)
    writeFileSync(join(root, 'client.key'), client.key)
    const trusting = { url, ca_path: join(root, 'ca.crt'), return_content: true }
    assert.is((await fields(trusting, inHost))['content'], 'nobody')
    const identity = { client_cert: client.certificate, client_key: join(root, 'client.key') }
    assert.is((await fields({ ...trusting, ...identity }, inHost))['content'], 'me')
    await fields({ url, ca_content: ca.certificate }, inHost)
    await fields({ url, validate_certs: false }, inHost)
    assert.match((await rejection(ask({ url }, inHost))).message, /certificate/)
    const stranger = {
      url: url.replace('registry.example.com', 'other.example.com'),
      ca_content: ca.certificate,
    }
    assert.match((await rejection(ask(stranger, inHost))).message, /other\.example\.com/)
    const missing = await rejection(ask({ url, ca_path: join(root, 'none') }, inHost))
    assert.match(missing.message, /none is not there on the host/)
    assert.ok(named.includes('registry.example.com'))
  } finally {
    server.close()
    rmSync(root, { recursive: true })
  }
})

test('needs no socket, only a channel', async ({ base }) => {
  const context = runContext()
  const connect = (host: string, port: number) => context.remote.connect(host, port).then(channel)
  const result = await fields(
    { url: `${base}/json` },
    { ...context, remote: { ...context.remote, connect } },
  )
  assert.equal(result['json'], { a: [1] })
})

test('refuses what contradicts itself', () => {
  assert.throws(() => uri.args.parse({ url: 'ftp://x' }), /Invalid URL/)
  assert.throws(
    () => uri.args.parse({ url: 'http://x', ca_path: 'a', ca_content: 'b' }),
    /one of ca_path/,
  )
  assert.throws(() => uri.args.parse({ url: 'http://x', client_cert: 'a' }), /go together/)
})

test.run()
