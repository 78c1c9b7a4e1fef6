import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/registry/oci/index.ts'
import { folder } from '../helpers/folder.ts'
import { call, pushBlob, type TestRegistry, testRegistry } from '../helpers/registry.ts'

interface Context {
  readonly disk: ReturnType<typeof folder>
  readonly registry: TestRegistry
}

const MEGABYTE = 1024 * 1024

const test = suite<Context>('A disk of 8 MB')
test.before.each(async context => {
  const disk = folder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk.path])
  Object.assign(context, { disk, registry: await testRegistry({}, disk.path) })
})
test.after.each(async ({ disk, registry }) => {
  await registry[Symbol.asyncDispose]()
  execFileSync('umount', [disk.path])
  disk[Symbol.dispose]()
})

test('refuses a push that is too large, and takes the next one', async ({ registry }) => {
  const body = randomBytes(16 * MEGABYTE)

  const path = `/v2/demo/app/blobs/uploads/?digest=${digestOf(body)}`
  const { status, text } = await registry.call('POST', path, { body })

  assert.is(status, 503)
  assert.match(text, /the storage is full/)
  const digest = await pushBlob(registry, 'demo/app', 'small')
  assert.is((await registry.call('GET', `/v2/demo/app/blobs/${digest}`)).text, 'small')
})

test('keeps what of an upload there was room for, for when there is more', async context => {
  const { registry, disk } = context
  const ballast = await pushBlob(registry, 'demo/ballast', randomBytes(4 * MEGABYTE))
  const body = randomBytes(6 * MEGABYTE)
  const started = await registry.call('POST', '/v2/demo/app/blobs/uploads/')
  const location = String(started.headers['location'])
  assert.is((await call('PATCH', location, { body })).status, 503)

  const hex = ballast.slice('sha256:'.length)
  rmSync(join(disk.path, 'docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data'))
  const status = await call('GET', location)
  const size = Number(String(status.headers['range']).split('-')[1]) + 1
  const resumed = await call('PATCH', String(status.headers['location']), {
    body: body.subarray(size),
  })
  const finished = await call(
    'PUT',
    `${resumed.headers['location']}&digest=${encodeURIComponent(digestOf(body))}`,
  )

  assert.is(status.status, 204)
  assert.is(finished.status, 201, finished.text)
  const blob = await registry.call('GET', `/v2/demo/app/blobs/${digestOf(body)}`)
  assert.ok(blob.body.equals(body))
})

test('goes on serving while it is full', async ({ registry }) => {
  const digest = await pushBlob(registry, 'demo/app', 'kept')
  const body = randomBytes(16 * MEGABYTE)
  await registry.call('POST', `/v2/demo/app/blobs/uploads/?digest=${digestOf(body)}`, { body })

  assert.is((await registry.call('GET', `/v2/demo/app/blobs/${digest}`)).text, 'kept')
})

test.run()
