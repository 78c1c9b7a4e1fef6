import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pushImage, testRegistry } from '../helpers/registry.ts'

const test = suite('registry server')

test('serves what was pushed, by tag and by digest', async () => {
  await using registry = await testRegistry()
  const digest = await pushImage(registry, 'demo/app', 'v1')

  const byTag = await registry.call('GET', '/v2/demo/app/manifests/v1')
  const byDigest = await registry.call('GET', `/v2/demo/app/manifests/${digest}`)

  assert.is(byTag.status, 200)
  assert.is(byTag.headers['docker-content-digest'], digest)
  assert.equal(byTag.body, byDigest.body)
})

test('says where it listens, in the words that people look for', async () => {
  await using registry = await testRegistry({ http: { addr: '127.0.0.1:0' } })

  assert.match(registry.log.join(''), 'msg="listening on 127.0.0.1:0"')
})

test.run()
