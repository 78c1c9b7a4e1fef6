import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { collectByDockerRegistry, dockerRegistry, type Release } from '../helpers/dockerRegistry.ts'
import { call, testRegistry } from '../helpers/registry.ts'
import { assertServes, pushWorkload, type Target } from './workload.ts'

const RELEASES: readonly Release[] = ['bookworm', 'trixie']

for (const release of RELEASES) {
  const test = suite<{ root: string }>(`A volume shared with ${release}'s docker-registry`)
  test.before.each(async context => {
    context.root = await mkdtemp(join(tmpdir(), 'wharfinger-volume-'))
  })
  test.after.each(({ root }) => rm(root, { recursive: true }))

  test('is served by us as docker-registry left it', async ({ root }) => {
    const pushed = await served(dockerRegistry(release, root), theirs => pushWorkload(theirs, 'a'))

    await using ours = await testRegistry({}, root)

    await assertServes(ours, pushed)
    assert.equal(await listings(ours), LISTINGS)
  })

  test('is served by docker-registry as we left it', async ({ root }) => {
    const pushed = await served(testRegistry({}, root), ours => pushWorkload(ours, 'b'))

    await using theirs = await dockerRegistry(release, root)

    await assertServes(theirs, pushed)
    assert.equal(await listings(theirs), LISTINGS)
  })

  test('goes back and forth, with deletions by either', async ({ root }) => {
    const first = await served(dockerRegistry(release, root), theirs => pushWorkload(theirs, 'c'))
    const second = await served(testRegistry({}, root), async ours => {
      const answer = await ours.call('DELETE', '/v2/demo/app/manifests/1')
      assert.is(answer.status, 202, answer.text)
      return pushWorkload(ours, 'd')
    })
    const [{ digest = '' } = {}] = second.filter(({ path }) => path.endsWith('/multi'))
    const third = await served(dockerRegistry(release, root), async theirs => {
      const answer = await theirs.call('DELETE', `/v2/demo/app/manifests/${digest}`)
      assert.is(answer.status, 202, answer.text)
      return pushWorkload(theirs, 'e')
    })

    await using ours = await testRegistry({}, root)

    const byDigest = first.filter(({ path }) => path.includes('sha256:'))
    const kept = second.filter(({ path }) => path.includes('sha256:') && !path.includes(digest))
    await assertServes(ours, [...byDigest, ...kept, ...third])
    assert.is((await ours.call('GET', `/v2/demo/app/manifests/${digest}`)).status, 404)
  })

  test('looks the same whoever wrote it', async ({ root }) => {
    const [mine, yours] = [join(root, 'mine'), join(root, 'yours')]
    await served(testRegistry({}, mine), ours => pushWorkload(ours, 'f'))
    await served(dockerRegistry(release, yours), theirs => pushWorkload(theirs, 'f'))

    assert.equal(await treeOf(mine), await treeOf(yours))
  })

  test("survives docker-registry's garbage collector", async ({ root }) => {
    const pushed = await served(testRegistry({}, root), ours => pushWorkload(ours, 'g'))

    const printed = await collectByDockerRegistry(release, root)

    assert.match(printed, /blobs marked/)
    await using ours = await testRegistry({}, root)
    await assertServes(ours, pushed)
  })

  test('keeps an upload that docker-registry began', async ({ root }) => {
    const path = await served(dockerRegistry(release, root), async theirs => {
      const started = await theirs.call('POST', '/v2/demo/app/blobs/uploads/')
      const patched = await call('PATCH', String(started.headers['location']), { body: 'half of ' })
      return new URL(String(patched.headers['location'])).pathname
    })

    await using ours = await testRegistry({}, root)
    const status = await ours.call('GET', path)
    const location = String(status.headers['location'])

    assert.is(status.status, 204)
    assert.is(status.headers['range'], '0-7')
    assert.is((await call('PATCH', location, { body: 'it' })).headers['range'], '0-9')
  })

  test.run()
}

const LISTINGS = {
  repositories: ['demo/app', 'team/deep/tool'],
  app: ['1', 'moving', 'multi'],
  tool: ['list', 'v1.0'],
}

/** Does something with a registry, then stops it. */
async function served<R extends Target & AsyncDisposable, T>(
  starting: Promise<R>,
  use: (registry: R) => Promise<T>,
): Promise<T> {
  await using registry = await starting
  return await use(registry)
}

async function listings(target: Target): Promise<object> {
  const get = async (path: string) => JSON.parse((await target.call('GET', path)).text)
  const tags = async (name: string) => (await get(`/v2/${name}/tags/list`)).tags.sort()
  const { repositories } = await get('/v2/_catalog')
  return { repositories, app: await tags('demo/app'), tool: await tags('team/deep/tool') }
}

/** Every file that both write, with the content of the small ones. */
async function treeOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => !file.includes('/_wharfinger/') && !file.includes('/_referrers/'))
  const tree: Record<string, string> = {}
  for (const file of files.sort()) tree[file.slice(root.length)] = await readFile(file, 'latin1')
  return tree
}
