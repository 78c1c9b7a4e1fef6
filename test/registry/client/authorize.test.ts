import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { challengeIn, tokenUrl } from '../../../src/registry/client/authorize.ts'
import { registryClient } from '../../../src/registry/client/index.ts'

function challenge(header: string) {
  return challengeIn({
    status: 401,
    headers: { 'www-authenticate': header },
    body: Buffer.alloc(0),
  })
}

test('reads challenges as registries write them', () => {
  assert.equal(challenge('Basic realm="registry"'), { kind: 'basic' })
  assert.equal(
    challenge('Bearer realm="https://r/token",service="r",scope="repository:a/b:pull"'),
    {
      kind: 'bearer',
      realm: 'https://r/token',
      query: { service: 'r', scope: 'repository:a/b:pull' },
    },
  )
  assert.is(challenge('Negotiate'), undefined)
})

test('sends no password where it would travel in the clear', () => {
  const bearer = { kind: 'bearer', realm: 'http://other/token', query: {} } as const

  assert.throws(() => tokenUrl(bearer, new URL('https://r:5000')), /not encrypted/)
})

test('fetches a token where the registry wants one', async () => {
  const server = createServer((request, response) => {
    const { authorization } = request.headers
    if (request.url === '/token?service=r') {
      assert.is(authorization, `Basic ${Buffer.from('ann:pw').toString('base64')}`)
      return response.end('{"token":"T"}')
    }
    if (authorization === 'Bearer T') return response.end()
    const header = {
      'WWW-Authenticate': `Bearer realm="http://${request.headers.host}/token",service="r"`,
    }
    return response.writeHead(401, header).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = registryClient({ address, login: { username: 'ann', password: 'pw' } })

  const digest = `sha256:${'0'.repeat(64)}` as Parameters<typeof client.hasBlob>[1]
  assert.is(await client.hasBlob('a/b', digest), true)
  server.close()
})

test.run()
