import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readlinkSync, rmSync, utimesSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { folder } from '../../helpers/folder.ts'
import { pushBlob, pushImage, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

/** How many files of the storage this process holds open. */
function openFiles({ root }: TestRegistry): number {
  return readdirSync('/proc/self/fd').filter(descriptor => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).startsWith(root)
    } catch {
      return false // closed meanwhile
    }
  }).length
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setImmediate(resolve))
}

/** Makes all that is stored look old, so that it is remembered from now on. */
async function age(registry: TestRegistry): Promise<void> {
  for (const file of await registry.files()) utimesSync(join(registry.root, file), 1e9, 1e9)
}

const test = suite('pulls')

test('keep no file open, whether clients take all, a part, or leave', async () => {
  await using registry = await testRegistry()
  const content = randomBytes(16 * 1024 * 1024)
  const digest = await pushBlob(registry, 'demo/app', content)
  const path = `/v2/demo/app/blobs/${digest}`

  const whole = await registry.call('GET', path)
  const part = await registry.call('GET', path, { headers: { range: 'bytes=1000-900000' } })
  await registry.call('HEAD', path)
  for (let client = 0; client < 8; client++) {
    const request = get(`${registry.url}${path}`, { agent: false })
    const [response]: IncomingMessage[] = (await once(request, 'response')) as never
    if (client % 2 === 0) await once(response ?? request, 'readable')
    request.destroy()
  }
  await until(() => openFiles(registry) === 0)

  assert.ok(whole.body.equals(content))
  assert.ok(part.body.equals(content.subarray(1000, 900_001)))
})

test('take any part of a blob, however large', async () => {
  await using registry = await testRegistry()
  const content = randomBytes(700_000)
  const digest = await pushBlob(registry, 'demo/app', content)
  for (const [start, end] of [
    [0, 0],
    [699_999, 699_999],
    [1, 262_144],
    [1, 262_145],
    [0, 699_999],
    [123_456, 654_321],
  ] as const) {
    const { body, status } = await registry.call('GET', `/v2/demo/app/blobs/${digest}`, {
      headers: { range: `bytes=${start}-${end}` },
    })
    assert.is(status, 206)
    assert.ok(body.equals(content.subarray(start, end + 1)), `${start}-${end}`)
  }
})

test('follow at once a tag that another process moves', async () => {
  using directory = folder()
  await using one = await testRegistry({}, directory.path)
  await using other = await testRegistry({}, directory.path)
  await pushImage(one, 'demo/app', 'v1')
  const second = await pushImage(one, 'demo/app', 'v2')
  await age(one)
  await other.call('GET', '/v2/demo/app/manifests/v1')
  const { body, headers } = await one.call('GET', '/v2/demo/app/manifests/v2')
  await one.call('PUT', '/v2/demo/app/manifests/v1', {
    headers: { 'content-type': String(headers['content-type']) },
    body,
  })

  const moved = await other.call('GET', '/v2/demo/app/manifests/v1')
  assert.is(moved.headers['docker-content-digest'], second)
})

test('find at once no more what another process deletes', async () => {
  using directory = folder()
  const storage = { filesystem: { rootdirectory: directory.path }, delete: { enabled: true } }
  await using one = await testRegistry({ storage }, directory.path)
  await using other = await testRegistry({ storage }, directory.path)
  const digest = await pushImage(one, 'demo/app', 'v1')
  const blob = await pushBlob(one, 'demo/app', 'small')
  await age(one)
  const paths = ['manifests/v1', `manifests/${digest}`, `blobs/${blob}`].map(
    path => `/v2/demo/app/${path}`,
  )
  for (const path of paths) assert.is((await other.call('GET', path)).status, 200)
  for (const path of paths.slice(1)) assert.is((await one.call('DELETE', path)).status, 202)

  for (const path of paths) {
    assert.is((await other.call('GET', path)).status, 404, path)
    assert.is((await other.call('HEAD', path)).status, 404, path)
  }
})

test('find no blob whose data is gone', async () => {
  await using registry = await testRegistry()
  const blob = await pushBlob(registry, 'demo/app', 'small')
  await age(registry)
  const path = `/v2/demo/app/blobs/${blob}`
  await registry.call('GET', path)
  const [data = ''] = (await registry.files()).filter(file => file.endsWith('/data'))
  rmSync(join(registry.root, data))

  assert.is((await registry.call('GET', path)).status, 404)
})

test.run()
