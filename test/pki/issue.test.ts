import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Authority,
  createCa,
  describe,
  isSignedBy,
  issueClientCertificate,
  issueServerCertificate,
  matchesKey,
} from '../../src/pki/index.ts'
import { ecAuthority } from '../helpers/certificates.ts'

const test = suite<{ ca: Authority }>('issue')
test.before(async context => {
  context.ca = await createCa({ name: 'test-signer' })
})

test('issues a certificate for names and addresses, followed by its signer', async ({ ca }) => {
  const names = ['docker-registry.default.svc', '172.30.2.98', '2001:db8::1']
  const pair = await issueServerCertificate({ ca, names })

  const { subject, names: found, isCa } = describe(pair.certificate)
  assert.is(subject, 'CN=docker-registry.default.svc')
  assert.equal(found, [...names].sort())
  assert.not(isCa)
  assert.ok(isSignedBy(pair.certificate, ca.certificate))
  assert.ok(matchesKey(pair.certificate, pair.key))
  assert.ok(pair.certificate.endsWith(ca.certificate))
})

test('lists an address as an address only', async ({ ca }) => {
  const pair = await issueServerCertificate({ ca, names: ['172.30.2.98'] })

  assert.is(new X509Certificate(pair.certificate).subjectAltName, 'IP Address:172.30.2.98')
})

test('is trusted in a handshake by who trusts the signer, and by nobody else', async ({ ca }) => {
  const pair = await issueServerCertificate({ ca, names: ['localhost', '127.0.0.1'] })
  const stranger = ecAuthority({ name: 'test-signer' })

  assert.is(await handshake(pair, ca.certificate), 'trusted')
  assert.is.not(await handshake(pair, stranger.certificate), 'trusted')
})

for (const curve of ['P-256', 'P-384', 'P-521']) {
  test(`signs with an adopted authority on ${curve}`, async () => {
    const ca = ecAuthority({ curve })
    const pair = await issueServerCertificate({ ca, names: ['localhost', '127.0.0.1'] })

    assert.ok(isSignedBy(pair.certificate, ca.certificate))
    assert.is(await handshake(pair, ca.certificate), 'trusted')
  })
}

test('reads certificates and keys with other text around them', async ({ ca }) => {
  const dressed = {
    certificate: `Certificate:\n    Data: x\n${ca.certificate}trailing`,
    key: `Bag Attributes\n  friendlyName: ca\n${ca.key}`,
  }

  const pair = await issueServerCertificate({ ca: dressed, names: ['a.test'] })
  assert.ok(isSignedBy(pair.certificate, ca.certificate))
})

test('keeps a key that it is given', async ({ ca }) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

  assert.ok(
    matchesKey((await issueServerCertificate({ ca, names: ['a.test'], key })).certificate, key),
  )
})

test('is never valid for longer than its signer', async () => {
  const ca = ecAuthority({ days: 3 })
  const { certificate } = await issueServerCertificate({ ca, names: ['a.test'], days: 900 })

  assert.equal(describe(certificate).notAfter, describe(ca.certificate).notAfter)
})

test('shortens a common name that is too long and keeps the name itself', async ({ ca }) => {
  const long = `${'a'.repeat(60)}.example.test`
  const { certificate } = await issueServerCertificate({ ca, names: [long] })

  assert.equal(describe(certificate).names, [long])
  assert.is(describe(certificate).subject, `CN=${long.slice(0, 64)}`)
})

test('refuses names with a port, and none at all', async ({ ca }) => {
  await rejects(issueServerCertificate({ ca, names: ['a.test:5000'] }), /"a.test:5000" is not/)
  await rejects(issueServerCertificate({ ca, names: [] }), /at least one name/)
})

test('refuses a signer that is no authority, has another key, or has expired', async ({ ca }) => {
  const leaf = await issueServerCertificate({ ca, names: ['a.test'] })
  const other = ecAuthority()
  const old = ecAuthority({ days: -0.01 })

  await rejects(issueServerCertificate({ ca: leaf, names: ['b.test'] }), /not an authority's/)
  await rejects(
    issueServerCertificate({ ca: { ...ca, key: other.key }, names: ['b.test'] }),
    /don't belong together/,
  )
  await rejects(issueServerCertificate({ ca: old, names: ['b.test'] }), /expired on/)
})

test('issues a user with groups for a cluster', async ({ ca }) => {
  const pair = await issueClientCertificate({
    ca,
    user: 'system:admin',
    groups: ['system:cluster-admins', 'system:masters'],
  })

  assert.is(
    describe(pair.certificate).subject,
    'O=system:cluster-admins, O=system:masters, CN=system:admin',
  )
  assert.equal(new X509Certificate(pair.certificate).keyUsage, ['1.3.6.1.5.5.7.3.2'])
})

test.run()

async function rejects(promise: Promise<unknown>, pattern: RegExp): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: Error) => reason,
  )
  assert.match(String(error?.message), pattern)
}

/** What a client that trusts `ca` alone makes of a server with this pair. */
async function handshake(pair: { certificate: string; key: string }, ca: string): Promise<string> {
  const server = createServer({ cert: pair.certificate, key: pair.key }).listen(0, '127.0.0.1')
  // A client that turns the certificate down breaks the connection: that is what is tested.
  server.on('tlsClientError', () => {})
  await once(server, 'listening')
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', ca })
  try {
    await once(socket, 'secureConnect')
    return 'trusted'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error)
  } finally {
    socket.destroy()
    server.close()
  }
}
