import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  imageOf,
  pullImage,
  pushImage,
  RegistryFault,
  registryClient,
} from '../../../src/registry/client/index.ts'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { ecAuthority } from '../../helpers/certificates.ts'
import { rejection } from '../../helpers/rejection.ts'
import { type SecureRegistry, secureRegistry } from '../../helpers/secureRegistry.ts'

const test = suite<{ secure: SecureRegistry }>('client')
test.before(async context => {
  context.secure = await secureRegistry()
})
test.after(async ({ secure }) => {
  await secure[Symbol.asyncDispose]()
})

const editor = { username: 'editor', password: 'pw' }
const image = imageOf('hello', 'world\n')

test('pulls what it pushed', async ({ secure: { address, ca } }) => {
  const client = registryClient({ address, ca, login: editor })

  const pushed = await pushImage(client, 'demo/app', 'v1', image)
  assert.is(pushed, digestOf(image.manifest.bytes))
  assert.is(await pullImage(client, 'demo/app', 'v1'), pushed)
  assert.equal(await client.pullManifest('demo/app', pushed), image.manifest)
})

test('sends no blob that is there already', async ({ secure: { address, ca, registry } }) => {
  const client = registryClient({ address, ca, login: editor })
  await pushImage(client, 'demo/again', 'v1', image)

  const before = registry.log.length
  await pushImage(client, 'demo/again', 'v1', image)
  const requests = registry.log.slice(before).join('')
  assert.match(requests, '/v2/demo/again/manifests/v1')
  assert.not.match(requests, '/v2/demo/again/blobs/uploads/')
})

test('is refused without the right, and with a wrong password', async ({
  secure: { address, ca },
}) => {
  const refusal = async (username: string, password: string): Promise<RegistryFault> => {
    const client = registryClient({ address, ca, login: { username, password } })
    const fault = await rejection(client.pushBlob('demo/app', Buffer.from('x')))
    assert.instance(fault, RegistryFault)
    return fault as RegistryFault
  }

  const denied = await refusal('visitor', 'pw')
  assert.is(denied.status, 403)
  assert.is(denied.code, 'DENIED')
  assert.is((await refusal('editor', 'wrong')).status, 401)
})

test('says what is missing', async ({ secure: { address, ca } }) => {
  const client = registryClient({ address, ca, login: editor })

  const fault = await rejection(client.pullManifest('demo/none', 'v1'))
  assert.match(fault.message, /^pull demo\/none:v1: the registry answered 404/)
})

test('trusts the given CA alone', async ({ secure: { address } }) => {
  const client = registryClient({ address, ca: ecAuthority().certificate, login: editor })

  assert.match((await rejection(client.pullManifest('demo/app', 'v1'))).message, /certificate/)
})

test.run()
