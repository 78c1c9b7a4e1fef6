import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../../src/registry/oci/index.ts'
import { filesystemDriver } from '../../../../src/registry/storage/drivers/filesystem.ts'
import { collectGarbage } from '../../../../src/registry/storage/maintenance/collect.ts'
import { imageOf, OCI_IMAGE, type TestRegistry, testRegistry } from '../../../helpers/registry.ts'

const test = suite('collecting beside pushes')

/** In ms: less than a push takes now and then, so that some are refused and tried again. */
const GRACE = 20
const PUSHERS = 3
const IMAGES = 6
const LAYERS = ['one layer', 'another layer', 'a third']

test('keeps every image whole that a client was told is stored, with hardly any grace', async () => {
  await using registry = await testRegistry()
  const pushed = new Map<string, readonly string[]>()
  const pushers = Array.from({ length: PUSHERS }, (_, pusher) => push(registry, pusher, pushed))
  const collector = collectUntil(registry, Promise.allSettled(pushers))
  await Promise.all(pushers)
  const { runs, removed } = await collector

  assert.ok(runs > 1 && removed > 0, 'the collector met something to collect')
  for (const [path, blobs] of pushed) {
    assert.is((await registry.call('GET', path)).status, 200, path)
    for (const blob of blobs) {
      const { status, body } = await registry.call('GET', blob)
      assert.is(status, 200, `${blob} of ${path}`)
      assert.is(blob.endsWith(digestOf(body)), true)
    }
  }
})

test.run()

async function collectUntil(registry: TestRegistry, end: Promise<unknown>) {
  const driver = filesystemDriver({ rootdirectory: registry.root })
  const done = { runs: 0, removed: 0 }
  let isOver = false
  end.then(() => {
    isOver = true
  })
  while (!isOver) {
    const { blobs, troubles } = await collectGarbage(driver, { grace: GRACE, deleteUntagged: true })
    assert.equal(troubles, [])
    done.runs++
    done.removed += blobs
  }
  return done
}

/** Pushes images that share layers, again where it is refused, and deletes every other one. */
async function push(
  registry: TestRegistry,
  pusher: number,
  pushed: Map<string, readonly string[]>,
): Promise<void> {
  const repository = `team/app${pusher % 2}`
  for (let image = 0; image < IMAGES; image++) {
    const tag = `t${pusher}-${image}`
    const layer = LAYERS[(pusher + image) % LAYERS.length] ?? ''
    const config = JSON.stringify({ image: image % 5 })
    while (!(await pushOnce(registry, { repository, tag, layer, config })));
    const path = `/v2/${repository}/manifests/${tag}`
    if (image % 2 === 0) await registry.call('DELETE', path)
    else
      pushed.set(
        path,
        [layer, config].map(text => blobPath(repository, text)),
      )
  }
}

async function pushOnce(
  registry: TestRegistry,
  {
    repository,
    tag,
    layer,
    config,
  }: { repository: string; tag: string; layer: string; config: string },
): Promise<boolean> {
  for (const content of [layer, config]) {
    if ((await registry.call('HEAD', blobPath(repository, content))).status === 200) continue
    const digest = digestOf(Buffer.from(content))
    const start = `/v2/${repository}/blobs/uploads/?digest=${digest}`
    const { status, text } = await registry.call('POST', start, { body: content })
    assert.is(status, 201, text)
  }
  const { status, text } = await registry.call('PUT', `/v2/${repository}/manifests/${tag}`, {
    headers: { 'content-type': OCI_IMAGE },
    body: imageOf({
      config: [digestOf(Buffer.from(config)), config.length],
      layer: [digestOf(Buffer.from(layer)), layer.length],
    }),
  })
  assert.ok(status === 201 || status === 400, `${status} ${text}`)
  return status === 201
}

function blobPath(repository: string, content: string): string {
  return `/v2/${repository}/blobs/${digestOf(Buffer.from(content))}`
}
