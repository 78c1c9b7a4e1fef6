import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Authority,
  issueClientCertificate,
  issueServerCertificate,
  type Pair,
} from '../../../src/pki/index.ts'
import { listen, loadTls, portOf, reloadTls } from '../../../src/registry/http/index.ts'
import { type ConfigInput, configOf, logTo } from '../../../src/registry/index.ts'
import { ecAuthority } from '../../helpers/certificates.ts'
import { folder } from '../../helpers/folder.ts'
import { openRaw, sendRaw, statusIn } from '../../helpers/rawHttp.ts'
import { faultIn } from '../../helpers/rejection.ts'

type TlsInput = NonNullable<NonNullable<ConfigInput['http']>['tls']>

interface Files {
  readonly directory: ReturnType<typeof folder>
  readonly ca: Authority
  /** Writes a file and resolves to its path. */
  write(name: string, text: string): string
}

const test = suite<Files>('TLS')
test.before.each(context => {
  const directory = folder()
  const write = (name: string, text: string): string => {
    writeFileSync(join(directory.path, name), text)
    return join(directory.path, name)
  }
  Object.assign(context, { directory, write, ca: ecAuthority() })
})
test.after.each(({ directory }) => directory[Symbol.dispose]())

interface Secure extends AsyncDisposable {
  readonly server: Server
  readonly port: number
  readonly log: readonly string[]
  /** Resolves when so many lines were logged. */
  logged(count: number): Promise<void>
}

const TICKETS = Buffer.alloc(48, 'key')

/** A server that answers `hello`, and looks every few milliseconds whether its files have changed. */
async function secure(tls: TlsInput, timeouts: { headers?: string } = {}): Promise<Secure> {
  const { http, log: options } = configOf({
    version: '0.1',
    storage: { inmemory: {} },
    http: { addr: '127.0.0.1:0', tls, timeouts },
  })
  const lines: string[] = []
  let wake = (): void => undefined
  const log = logTo(line => {
    lines.push(line)
    wake()
  }, options)
  const material = await loadTls(http.tls)
  const server = await listen({
    http,
    tls: material && { ...material, ticketKeys: TICKETS },
    onRequest: (_, response) => response.end('hello'),
  })
  const reloading = reloadTls(server, { tls: http.tls, ticketKeys: TICKETS, log, interval: 5 })
  return {
    server,
    port: portOf(server),
    log: lines,
    async logged(count) {
      while (lines.length < count) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    },
    async [Symbol.asyncDispose]() {
      reloading[Symbol.dispose]()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A key that is made in no time. */
function ecKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function serverPair(ca: Authority, serial = 1, days = 30): Promise<Pair> {
  const names = ['127.0.0.1']
  return issueServerCertificate({ ca, names, days, key: ecKey(), serial: Buffer.from([serial]) })
}

async function serverFiles({ ca, write }: Files): Promise<{ certificate: string; key: string }> {
  const pair = await serverPair(ca)
  return { certificate: write('tls.crt', pair.certificate), key: write('tls.key', pair.key) }
}

/** What a client finds at a server that has answered it. */
interface Found {
  readonly serial: string
  readonly cipher: string
  readonly protocol: string | false | null
  readonly isResumed: boolean
}

/** Shakes hands and asks for `/`; throws when the server would not. */
async function found(server: Secure, options: ConnectionOptions): Promise<Found> {
  const socket = await ask(server, options)
  const facts = {
    serial: socket.getPeerCertificate().serialNumber,
    cipher: socket.getCipher().name,
    protocol: socket.alpnProtocol,
    isResumed: socket.isSessionReused(),
  }
  socket.destroy()
  return facts
}

/** The same; the connection stays open. */
async function ask({ port }: Secure, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', ...options })
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await Promise.race([
    once(socket, 'data'),
    once(socket, 'close').then(() => Promise.reject(new Error('closed without an answer'))),
  ])
  return socket
}

/** The serial number of the certificate that new connections see. */
async function serialAt(server: Secure, ca: Authority): Promise<string> {
  return (await found(server, { ca: ca.certificate })).serial
}

test('goes on with a new certificate, and lets old connections be', async files => {
  const { ca, write } = files
  await using server = await secure(await serverFiles(files))
  const socket = await ask(server, { ca: ca.certificate })
  const renewed = await serverPair(ca, 2)
  write('tls.crt', renewed.certificate)
  write('tls.key', renewed.key)
  await server.logged(1)

  assert.match(server.log[0] ?? '', 'uses the certificate that has changed')
  assert.is(await serialAt(server, ca), '02')
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  assert.match(String((await once(socket, 'data'))[0]), '200 OK')
  socket.destroy()
})

test('keeps what it has when the new cannot be used, and says why', async files => {
  const { ca, write } = files
  await using server = await secure(await serverFiles(files))
  const renewed = await serverPair(ca, 2)
  write('tls.crt', renewed.certificate)
  await server.logged(1)
  assert.match(server.log[0] ?? '', /level=error .*old certificate stays.*is not the key of/)
  assert.is(await serialAt(server, ca), '01')

  write('tls.key', 'nothing of the kind')
  await server.logged(2)
  assert.is(await serialAt(server, ca), '01')

  write('tls.key', renewed.key)
  await server.logged(3)
  assert.is(await serialAt(server, ca), '02')
})

test('takes no certificate that has expired', async files => {
  const { ca, write } = files
  await using server = await secure(await serverFiles(files))
  const key = ecKey()
  const expired = ecAuthority({ days: -0.001 })
  write('tls.crt', expired.certificate)
  write('tls.key', expired.key)
  await server.logged(1)

  assert.match(server.log[0] ?? '', /expired on/)
  assert.is(await serialAt(server, ca), '01')
  const certificate = write('old.crt', expired.certificate)
  const fault = await faultIn(secure({ certificate, key: write('old.key', key) }))
  assert.match(fault.message, `http.tls.certificate: ${certificate} expired on`)
})

test('lets clients go on with their session at any process, also after a renewal', async files => {
  const { ca, write } = files
  const tls = await serverFiles(files)
  await using one = await secure(tls)
  await using other = await secure(tls)
  const session = await sessionAt(one, ca)
  assert.ok(await isResumed(other, ca, session))

  const renewed = await serverPair(ca, 2)
  write('tls.crt', renewed.certificate)
  write('tls.key', renewed.key)
  await Promise.all([one.logged(1), other.logged(1)])
  assert.ok(await isResumed(other, ca, await sessionAt(one, ca)))
})

async function sessionAt(server: Secure, { certificate: ca }: Authority): Promise<Buffer> {
  const socket = connect({ port: server.port, host: '127.0.0.1', ca })
  const [session] = (await once(socket, 'session')) as [Buffer]
  socket.destroy()
  return session
}

async function isResumed(
  server: Secure,
  { certificate: ca }: Authority,
  session: Buffer,
): Promise<boolean> {
  return (await found(server, { ca, session })).isResumed
}

test('asks clients for certificates as strictly as it is told to', async files => {
  const { ca, write } = files
  const tls = await serverFiles(files)
  const people = ecAuthority({ name: 'people' })
  const cert = async (signer: Authority): Promise<ConnectionOptions> => {
    const pair = await issueClientCertificate({ ca: signer, user: 'ann' })
    return { cert: pair.certificate, key: pair.key }
  }
  const clients = { known: await cert(people), foreign: await cert(ecAuthority()), none: {} }
  const clientcas = [write('people.crt', people.certificate)]
  const served: Record<string, string[]> = {}
  for (const clientauth of [
    'request-client-cert',
    'require-any-client-cert',
    'verify-client-cert-if-given',
    undefined,
  ] as const) {
    await using server = await secure({ ...tls, clientcas, ...(clientauth && { clientauth }) })
    for (const [name, client] of Object.entries(clients)) {
      const options = { ...client, ca: ca.certificate }
      const isServed = await found(server, options).then(
        () => true,
        () => false,
      )
      if (isServed) served[String(clientauth)] = [...(served[String(clientauth)] ?? []), name]
    }
  }

  assert.equal(served, {
    'request-client-cert': ['known', 'foreign', 'none'],
    'require-any-client-cert': ['known', 'foreign'],
    'verify-client-cert-if-given': ['known', 'none'],
    undefined: ['known'],
  })
})

test('tells who speaks plain HTTP what is wrong', async files => {
  await using server = await secure(await serverFiles(files))
  const answer = await sendRaw(`http://127.0.0.1:${server.port}`, 'GET / HTTP/1.1\r\n\r\n')

  assert.is(statusIn(answer), 400)
  assert.match(answer, 'this port speaks HTTPS')
})

test('speaks nothing but HTTP/1.1, by the suites that were chosen', async files => {
  const { ca } = files
  const ciphersuites = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384']
  await using server = await secure({ ...(await serverFiles(files)), ciphersuites })
  const { protocol, cipher } = await found(server, {
    ca: ca.certificate,
    maxVersion: 'TLSv1.2',
    ALPNProtocols: ['h2', 'http/1.1'],
  })

  assert.is(protocol, 'http/1.1')
  assert.is(cipher, 'ECDHE-ECDSA-AES256-GCM-SHA384')
})

test('refuses what cannot work by the name of its key', async files => {
  const { write } = files
  const tls = await serverFiles(files)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const locked = privateKey
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'pw' })
    .toString()
  const refused = async (wrong: TlsInput): Promise<string> =>
    (await faultIn(secure({ ...tls, ...wrong }))).message

  assert.match(
    await refused({ key: write('locked.key', locked) }),
    /http\.tls\.key: .*locked\.key: it is encrypted/,
  )
  assert.match(
    await refused({ ciphersuites: ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265'] }),
    /http\.tls\.ciphersuites: unknown .*\(did you mean "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"\?\)/,
  )
  assert.match(await refused({ clientcas: ['/none'] }), /http\.tls\.clientcas: cannot read \/none/)
  assert.match(
    await refused({ clientcas: [write('no.crt', 'text')] }),
    /http\.tls\.clientcas: .*no\.crt is no certificate/,
  )
})

test('waits for a handshake no longer than for a request', async files => {
  await using server = await secure(await serverFiles(files), { headers: '50ms' })
  const socket = openRaw(`http://127.0.0.1:${server.port}`).resume()

  await once(socket, 'end')
  assert.is(socket.bytesRead, 0)
  socket.destroy()
})

test.run()
