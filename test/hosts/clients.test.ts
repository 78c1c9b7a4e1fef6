import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { attemptInside, type FleetHost, hostOf, inside } from '../helpers/fleet.ts'
import { IMAGE_SCRIPT } from '../helpers/imageScript.ts'
import { type ProvisionedSite, provisionedSite, registryAddress } from '../helpers/site.ts'
import { failuresOf } from '../helpers/wharf.ts'

interface Context extends ProvisionedSite {
  /** A host that is neither a master nor the registry's. */
  readonly client: FleetHost
  readonly address: string
}

const test = suite<Context>('skopeo and podman on real hosts')
test.before(async context => {
  const found = await provisionedSite()
  assert.is(found.first.code, 0, failuresOf(found.first))
  const client = hostOf(found.fleet, 'h5')
  await inside(client, IMAGE_SCRIPT)
  Object.assign(context, { ...found, client, address: await registryAddress(found) })
})

test('refuses a wrong password', async ({ client, address }) => {
  const login = `podman login -u developer --password-stdin ${address}`
  const { code, stderr } = await attemptInside(client, login, 'wrong')

  assert.is.not(code, 0)
  assert.match(stderr, /invalid username\/password/)
})

test('lets skopeo push and pull the same image', async context => {
  const { client, address } = context
  await login(context, 'skopeo', 'developer')

  await inside(client, `skopeo copy -q oci:/tmp/image docker://${address}/demo/skopeo:1`)
  await inside(client, `skopeo copy -q docker://${address}/demo/skopeo:1 oci:/tmp/back`)
  const digest = (place: string) => inside(client, `skopeo inspect --format '{{.Digest}}' ${place}`)

  assert.is(await digest('oci:/tmp/back'), await digest('oci:/tmp/image'))
  assert.is(await digest(`docker://${address}/demo/skopeo:1`), await digest('oci:/tmp/image'))
})

test('lets podman push and pull, on other hosts too', async context => {
  const { client, address, fleet } = context
  const image = `${address}/demo/podman:1`
  await login(context, 'podman', 'developer')
  await inside(client, `podman import -q /tmp/layer.tar ${image} && podman push -q ${image}`)
  const other = hostOf(fleet, 'h1')
  await login({ ...context, client: other }, 'podman', 'developer')

  const pulled = await inside(other, `podman pull -q ${image}`)

  assert.is(pulled, await inside(client, `podman image inspect --format '{{.Id}}' ${image}`))
})

test('reaches the registry by its name', async context => {
  const { client } = context
  const name = 'docker-registry.default.svc.cluster.local:5000'
  await login({ ...context, address: name }, 'skopeo', 'developer')

  await inside(client, `skopeo copy -q oci:/tmp/image docker://${name}/demo/named:1`)
})

test('refuses a user who has no right in the project', async context => {
  const { client, address } = context
  await login(context, 'skopeo', 'stranger')
  const push = `skopeo copy -q oci:/tmp/image docker://${address}/demo/stranger:1`

  const { code, stderr } = await attemptInside(client, push)

  assert.is.not(code, 0)
  assert.match(stderr, /403 \(Forbidden\)/)
})

test('is trusted through certs.d alone', async context => {
  const { client, address } = context
  await login(context, 'skopeo', 'developer')
  const folder = `/etc/docker/certs.d/${address}`
  const inspect = `skopeo inspect --raw docker://${address}/demo/skopeo:1`
  await inside(client, inspect)

  await inside(client, `mv ${folder} ${folder}.aside`)
  const { code, stderr } = await attemptInside(client, inspect)
  await inside(client, `mv ${folder}.aside ${folder}`)

  assert.is.not(code, 0)
  assert.match(stderr, /certificate signed by unknown authority/)
})

/** Signs in as a client does. Throws when it is refused. */
async function login(
  { client, address, passwords }: Pick<Context, 'client' | 'address' | 'passwords'>,
  program: 'skopeo' | 'podman',
  user: 'developer' | 'stranger',
): Promise<void> {
  await inside(client, `${program} login -u ${user} --password-stdin ${address}`, passwords[user])
}

test.run()
