import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../src/base/fault.ts'
import { createCa, issueServerCertificate } from '../../src/pki/index.ts'
import { type ConfigInput, configOf, logTo, startRegistry } from '../../src/registry/index.ts'
import { digestOf } from '../../src/registry/oci/index.ts'
import { call, pushImage, testRegistry } from '../helpers/registry.ts'

const test = suite<{ directory: string; tls: { certificate: string; key: string }; ca: string }>(
  'registry server',
)
test.before(async context => {
  context.directory = mkdtempSync(join(tmpdir(), 'wharfinger-server-'))
  const authority = await createCa({ name: 'test' })
  const issued = await issueServerCertificate({ ca: authority, names: ['127.0.0.1'], days: 1 })
  const tls = {
    certificate: join(context.directory, 'tls.crt'),
    key: join(context.directory, 'tls.key'),
  }
  writeFileSync(tls.certificate, issued.certificate)
  writeFileSync(tls.key, issued.key)
  writeFileSync(join(context.directory, 'other.key'), authority.key)
  Object.assign(context, { tls, ca: authority.certificate })
})
test.after(({ directory }) => rmSync(directory, { recursive: true }))

async function faultOf(input: Partial<ConfigInput>): Promise<string> {
  const config = configOf({ version: '0.1', storage: { inmemory: {} }, ...input })
  try {
    const running = await startRegistry(
      config,
      logTo(() => undefined, config.log),
    )
    await running.close()
  } catch (error) {
    if (error instanceof Fault) return error.message
    throw error
  }
  return 'it started'
}

test('serves what was pushed, by tag and by digest', async () => {
  await using registry = await testRegistry()
  const digest = await pushImage(registry, 'demo/app', 'v1')

  const byTag = await registry.call('GET', '/v2/demo/app/manifests/v1')
  const byDigest = await registry.call('GET', `/v2/demo/app/manifests/${digest}`)

  assert.is(byTag.status, 200)
  assert.is(byTag.headers['docker-content-digest'], digest)
  assert.equal(byTag.body, byDigest.body)
})

test('keeps files where docker distribution looks for them', async () => {
  await using registry = await testRegistry({ http: { secret: 's' } })
  const manifest = (await pushImage(registry, 'demo/app', 'v1')).slice('sha256:'.length)
  const layers = ['{}', 'layer of v1'].map(text => digestOf(Buffer.from(text)).slice(7))
  const repository = 'docker/registry/v2/repositories/demo/app'

  assert.equal(
    (await registry.files()).filter(file => !file.includes('_wharfinger')),
    [
      ...[manifest, ...layers].map(
        hex => `docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`,
      ),
      ...layers.map(hex => `${repository}/_layers/sha256/${hex}/link`),
      `${repository}/_manifests/revisions/sha256/${manifest}/link`,
      `${repository}/_manifests/tags/v1/current/link`,
      `${repository}/_manifests/tags/v1/index/sha256/${manifest}/link`,
    ].sort(),
  )
})

test('serves the same after a restart', async () => {
  await using registry = await testRegistry()
  const digest = await pushImage(registry, 'demo/app', 'v1')
  await registry.running.close()
  await using restarted = await testRegistry({}, registry.root)

  const { headers } = await restarted.call('HEAD', '/v2/demo/app/manifests/v1')
  assert.is(headers['docker-content-digest'], digest)
})

test('says where it listens, in the words that people look for', async ({ tls, ca }) => {
  await using plain = await testRegistry({ storage: { inmemory: {} } })
  assert.match(plain.log.join(''), `msg="listening on 127.0.0.1:${plain.running.port}"\n`)
  await using secure = await testRegistry({
    storage: { inmemory: {} },
    http: { addr: '127.0.0.1:0', tls },
  })

  assert.match(secure.log.join(''), `msg="listening on 127.0.0.1:${secure.running.port}, tls"\n`)
  assert.match(secure.url, /^https:/)
  const answer = await secure.call('POST', '/v2/a/b/blobs/uploads/', { ca })
  assert.match(String(answer.headers.location), secure.url)
})

test('speaks no TLS older than 1.2, and prefers the cheapest safe cipher', async ({ tls, ca }) => {
  await using registry = await testRegistry({ storage: { inmemory: {} }, http: { tls } })
  const handshake = (options: object) =>
    new Promise<string>(resolve => {
      const socket = connectTls({ port: registry.running.port, host: '127.0.0.1', ca, ...options })
      socket.on('error', error => resolve(error.message))
      socket.on('secureConnect', () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`)
        socket.destroy()
      })
    })

  assert.is(await handshake({}), 'TLSv1.3 TLS_AES_128_GCM_SHA256')
  assert.match(await handshake({ maxVersion: 'TLSv1.2' }), /^TLSv1\.2 .*_GCM_/)
  assert.match(
    await handshake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    /alert|version/,
  )
})

test('refuses to start with what cannot work, and names the key', async ({ tls, directory }) => {
  const other = join(directory, 'other.key')
  const text = join(directory, 'text')
  writeFileSync(text, 'text')
  for (const [input, message] of [
    [{ http: { tls: { ...tls, key: other } } }, `http.tls.key: ${other} is not the key of`],
    [{ http: { tls: { ...tls, key: text } } }, 'http.tls.key'],
    [{ http: { tls: { ...tls, certificate: text } } }, 'http.tls.certificate: '],
    [{ http: { tls: { ...tls, certificate: '/none' } } }, 'http.tls.certificate: cannot read'],
    [
      { storage: { filesystem: { rootdirectory: join(text, 'below') } } },
      'storage.filesystem.rootdirectory: ',
    ],
    [{ auth: { htpasswd: { path: '/none' } } }, 'auth.htpasswd.path: cannot read /none'],
    [
      { auth: { htpasswd: { path: text }, policy: { path: '/none' } } },
      'auth.policy.path: cannot read /none',
    ],
  ] as const) {
    assert.match(await faultOf(input), message)
  }
})

test('says that its port is in use', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const message = await faultOf({ http: { addr: `127.0.0.1:${port}` } })
  server.close()

  assert.match(message, `http.addr: cannot listen on 127.0.0.1:${port}: it is in use`)
})

test('serves nothing while a health check fails', async ({ directory }) => {
  const file = join(directory, 'down')
  await using registry = await testRegistry({
    storage: { inmemory: {} },
    health: {
      storagedriver: { enabled: true, interval: '2ms' },
      file: [{ file, interval: '2ms' }],
    },
  })
  const until = async (path: string, status: number) => {
    for (;;) {
      const answer = await call('GET', registry.url + path)
      if (answer.status === status) return answer
    }
  }
  await until('/healthz', 200)
  writeFileSync(file, '')

  assert.match((await until('/healthz', 503)).text, 'UNAVAILABLE')
  assert.is((await call('GET', `${registry.url}/v2/`)).status, 503)
  rmSync(file)
  await until('/v2/', 200)
})

test.run()
