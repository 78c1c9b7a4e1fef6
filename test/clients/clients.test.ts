import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ALL_CLIENTS,
  attemptInside,
  bootFleet,
  type Fleet,
  type FleetHost,
  hostOf,
  inside,
} from '../helpers/fleet.ts'
import { IMAGE_SCRIPT } from '../helpers/imageScript.ts'
import type { Ended } from '../helpers/program.ts'
import { type Answer, call } from '../helpers/registry.ts'
import { CLIENTS } from './commands.ts'
import { type SecureDaemon, type SignIn, secureDaemon } from './secureDaemon.ts'

interface Context {
  readonly host: FleetHost
  readonly daemon: SecureDaemon
  /** `host:port/demo` */
  readonly project: string
}

for (const signIn of ['basic', 'tokens'] as const) {
  const test = suite<Context>(`Debian's clients who sign in by ${signIn}`)
  test.before(async context => {
    Object.assign(context, await prepared(signIn))
  })
  test.after(async ({ daemon }) => {
    await daemon[Symbol.asyncDispose]()
  })

  for (const [name, client] of Object.entries(CLIENTS)) {
    test(`let ${name} push, and pull the same image again`, async context => {
      const image = `${context.project}/${name}:1`
      await run(context, client.login('editor'), 'pw')
      await run(context, client.make(image))
      const id = await run(context, client.id(image))

      await run(context, client.push(image))
      await run(context, client.forget(image))
      await run(context, client.pull(image))

      assert.is(await run(context, client.id(image)), id)
      await run(context, client.forget(image))
    })

    test(`let ${name} sign in with the right password only`, async context => {
      const { code, stderr } = await attempt(context, client.login('editor'), 'wrong')

      assert.is.not(code, 0)
      assert.match(stderr, /unauthorized|invalid username\/password|401/i)
    })

    test(`refuse ${name} what its user may not`, async context => {
      const image = `${context.project}/secret-${name}:1`
      await run(context, client.login('visitor'), 'pw')
      await run(context, client.make(image))

      const { code, stderr } = await attempt(context, client.push(image))

      assert.is.not(code, 0)
      assert.match(stderr, /denied|unauthorized|forbidden/i)
      await run(context, client.forget(image))
      await run(context, client.login('editor'), 'pw')
    })
  }

  test('let skopeo list tags', async context => {
    const tags = await run(context, `skopeo list-tags docker://${context.project}/skopeo`)

    assert.equal(JSON.parse(tags).Tags, ['1'])
  })

  test('let podman list tags', async context => {
    const tags = await run(context, `podman search --list-tags ${context.project}/podman`)

    assert.match(tags, /demo\/podman +1$/)
  })

  test('let skopeo copy between repositories, and delete', async context => {
    const [from, to] = [`${context.project}/skopeo:1`, `${context.project}/copy:1`]
    await run(context, `skopeo copy -q docker://${from} docker://${to}`)
    const digest = await run(context, `skopeo inspect --format '{{.Digest}}' docker://${to}`)
    assert.is((await manifest(context, 'copy', '1')).status, 200)

    await run(context, `skopeo delete docker://${to}`)

    assert.is((await manifest(context, 'copy', '1')).status, 404)
    assert.is((await manifest(context, 'copy', digest)).status, 404)
    assert.is((await manifest(context, 'skopeo', '1')).status, 200)
  })

  test('let skopeo copy all images of an index', async context => {
    const index = `${context.project}/index`
    await run(
      context,
      `buildah manifest create all && buildah manifest add all docker://${context.project}/skopeo:1 &&
        buildah manifest push --all all docker://${index}:1 && buildah manifest rm all`,
    )

    await run(context, `skopeo copy -q --all docker://${index}:1 docker://${index}-copy:1`)

    const [one, two] = await Promise.all(
      ['index', 'index-copy'].map(repository => manifest(context, repository, '1')),
    )
    assert.is(two?.text, one?.text)
    assert.match(String(one?.text), /"manifests"/)
  })

  test('let containerd push, and pull the same image again', async context => {
    const image = `${context.project}/containerd:1`
    const options = `--user editor:pw --tlscacert /etc/docker/certs.d/${context.daemon.address}/ca.crt`
    await run(context, `tar -C /tmp/image -cf - . | ctr images import --index-name ${image} -`)
    const digestOf = `ctr images ls | awk '$1 == "${image}" {print $3}'`
    const digest = await run(context, digestOf)

    await run(context, `ctr images push ${options} ${image}`)
    await run(context, `ctr images rm ${image} && ctr images pull ${options} ${image}`)

    assert.match(digest, /^sha256:/)
    assert.is(await run(context, digestOf), digest)
  })

  test.run()
}

/** One host for all; the daemon is new for each way to sign in. */
let booted: Promise<Fleet> | undefined

async function prepared(signIn: SignIn): Promise<Context> {
  booted ??= bootFleet('clients', 1, ALL_CLIENTS)
  const fleet = await booted
  const host = hostOf(fleet, 'h1')
  const daemon = await secureDaemon(fleet.control, signIn)
  await inside(host, IMAGE_SCRIPT)
  const directory = `/etc/docker/certs.d/${daemon.address}`
  await inside(host, `mkdir -p ${directory} && cat >${directory}/ca.crt`, daemon.ca)
  return { host, daemon, project: `${daemon.address}/demo` }
}

function run(context: Context, script: string, input = ''): Promise<string> {
  return inside(context.host, withAddress(context, script), input)
}

function attempt(context: Context, script: string, input = ''): Promise<Ended> {
  return attemptInside(context.host, withAddress(context, script), input)
}

function withAddress({ daemon }: Context, script: string): string {
  return `set -e; A=${daemon.address}; ${script}`
}

function manifest({ daemon }: Context, name: string, reference: string): Promise<Answer> {
  const url = `https://${daemon.address}/v2/demo/${name}/manifests/${reference}`
  return call('GET', url, { as: 'editor:pw', ca: daemon.ca })
}
