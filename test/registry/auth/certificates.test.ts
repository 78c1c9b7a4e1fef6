import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword } from '../../../src/base/bcrypt.ts'
import type { Authority } from '../../../src/pki/index.ts'
import type { ConfigInput } from '../../../src/registry/index.ts'
import { type TestRegistry, testRegistry } from '../../helpers/registry.ts'
import { signedPair } from '../../helpers/signedPair.ts'

interface Context {
  readonly directory: string
}

const POLICY = `
- { role: registry-viewer, project: demo, users: [bob] }
- { role: registry-editor, project: demo, groups: [pushers] }
- { role: registry-editor, project: desk, users: [ann] }
`
const ca = signedPair({ commonName: 'clients', isAuthority: true })
const server = signedPair({ commonName: 'registry' })
const hash = await hashPassword('pw', 4)

const test = suite<Context>('client certificates')
test.before.each(context => {
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-certificates-'))
  Object.assign(context, { directory })
  for (const [name, content] of Object.entries({
    'ca.crt': ca.certificate,
    'tls.crt': server.certificate,
    'tls.key': server.key,
    htpasswd: `ann:${hash}\n`,
    'policy.yml': POLICY,
  })) {
    writeFileSync(join(directory, name), content)
  }
})
test.after.each(({ directory }) => rmSync(directory, { recursive: true }))

type ClientAuth = NonNullable<NonNullable<ConfigInput['http']>['tls']>['clientauth']

function serving(directory: string, clientauth: ClientAuth): Promise<TestRegistry> {
  return testRegistry({
    storage: { inmemory: {} },
    http: {
      tls: {
        certificate: join(directory, 'tls.crt'),
        key: join(directory, 'tls.key'),
        clientcas: [join(directory, 'ca.crt')],
        clientauth,
      },
    },
    auth: {
      htpasswd: { realm: 'lab', path: join(directory, 'htpasswd') },
      policy: { path: join(directory, 'policy.yml') },
    },
  })
}

test('say by their name who asks', async ({ directory }) => {
  await using registry = await serving(directory, 'verify-client-cert-if-given')
  const bob = clientWith(signedPair({ commonName: 'bob', by: ca }))

  assert.is(await bob(registry, 'GET', '/v2/'), 200)
  assert.is(await bob(registry, 'GET', '/v2/demo/app/tags/list'), 404)
  assert.is(await bob(registry, 'POST', '/v2/demo/app/blobs/uploads/'), 403)
  assert.match(registry.log.join(''), 'auth.user.name=bob')
})

test('say by their organizations in which groups that is', async ({ directory }) => {
  await using registry = await serving(directory, 'require-and-verify-client-cert')
  const eve = clientWith(
    signedPair({ commonName: 'eve', organizations: ['readers', 'pushers'], by: ca }),
  )
  const joe = clientWith(signedPair({ commonName: 'joe', organizations: ['readers'], by: ca }))

  assert.is(await eve(registry, 'POST', '/v2/demo/app/blobs/uploads/'), 202)
  assert.is(await joe(registry, 'POST', '/v2/demo/app/blobs/uploads/'), 403)
})

test('count less than a password beside them', async ({ directory }) => {
  await using registry = await serving(directory, 'require-and-verify-client-cert')
  const bob = clientWith(signedPair({ commonName: 'bob', by: ca }))

  assert.is(await bob(registry, 'POST', '/v2/desk/app/blobs/uploads/', 'ann:pw'), 202)
  assert.is(await bob(registry, 'GET', '/v2/demo/app/tags/list', 'ann:pw'), 403)
  assert.is(await bob(registry, 'GET', '/v2/', 'ann:no'), 401)
})

test('say nothing when nobody who is trusted signed them', async ({ directory }) => {
  const another = signedPair({ commonName: 'clients', isAuthority: true })
  await using registry = await serving(directory, 'request-client-cert')
  for (const pair of [
    signedPair({ commonName: 'bob' }),
    signedPair({ commonName: 'bob', by: another }),
    signedPair({ commonName: 'bob', by: ca, endedDaysAgo: 1 }),
  ]) {
    const stranger = clientWith(pair)
    // The second time by a session of the first.
    assert.is(await stranger(registry, 'GET', '/v2/'), 401)
    assert.is(await stranger(registry, 'GET', '/v2/'), 401)
  }
  assert.is(await clientWith()(registry, 'GET', '/v2/'), 401)
})

test('are known again when a session goes on', async ({ directory }) => {
  await using registry = await serving(directory, 'verify-client-cert-if-given')
  const bob = clientWith(signedPair({ commonName: 'bob', by: ca }))
  const nobody = clientWith()
  for (let time = 0; time < 3; time++) {
    assert.is(await bob(registry, 'GET', '/v2/'), 200)
    assert.is(await nobody(registry, 'GET', '/v2/'), 401)
  }
  assert.ok(bob.resumed > 0)
  assert.ok(nobody.resumed > 0)
})

/** Sends requests and tells the status, each over a connection of its own; TLS sessions go on where the server lets them. */
function clientWith(pair?: Authority) {
  const agent = new Agent({ maxCachedSessions: 1 })
  const client = async (
    registry: TestRegistry,
    method: string,
    path: string,
    as?: string,
  ): Promise<number> => {
    const sent = request(new URL(path, registry.url), {
      method,
      agent,
      ca: server.certificate,
      checkServerIdentity: () => undefined,
      ...(pair && { cert: pair.certificate, key: pair.key }),
      ...(as && { auth: as }),
    })
    const [response]: IncomingMessage[] = await once(sent.end(), 'response')
    assert.ok(response)
    const { socket, statusCode = 0 } = response
    if (socket instanceof TLSSocket && socket.isSessionReused()) client.resumed++
    response.resume()
    await once(response, 'close')
    return statusCode
  }
  client.resumed = 0
  return client
}

test.run()
