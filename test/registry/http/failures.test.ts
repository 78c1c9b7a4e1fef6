import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf, logTo, startRegistry } from '../../../src/registry/index.ts'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { childrenOf, type Driver } from '../../../src/registry/storage/driver.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'
import { type Answer, call } from '../../helpers/registry.ts'
import { type Step, type Trouble, troubledDriver } from '../../helpers/troubledDriver.ts'

interface Context {
  root: string
  trouble: Trouble
  driver: Driver
}

const test = suite<Context>('storage in trouble')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-trouble-'))
  context.trouble = { code: undefined, at: [] }
  const driver = filesystemDriver({ rootdirectory: context.root })
  context.driver = troubledDriver(driver, context.trouble)
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

async function serving({ driver }: Context) {
  const config = configOf({
    version: '0.1',
    storage: { inmemory: {} },
    http: { addr: '127.0.0.1:0' },
  })
  const lines: string[] = []
  const log = logTo(line => lines.push(line), config.log)
  const registry = await startRegistry(config, log, { driver })
  return Object.assign(registry, { lines })
}

const SMALL = Buffer.from('hello')
const LARGE = Buffer.alloc(300_000, 'hello')
const UPLOADS = '/v2/demo/app/blobs/uploads/'

async function push(url: string, bytes: Buffer): Promise<Answer> {
  return call('POST', `${url}${UPLOADS}?digest=${digestOf(bytes)}`, { body: bytes })
}

async function begin(url: string): Promise<string> {
  return String((await call('POST', url + UPLOADS)).headers.location)
}

async function statusOf(url: string, bytes: Buffer): Promise<number> {
  return (await call('HEAD', `${url}/v2/demo/app/blobs/${digestOf(bytes)}`)).status
}

test('says that it is full, not that the client is wrong, and works again after', async context => {
  const { trouble, driver } = context
  await using registry = await serving(context)
  for (const [bytes, at] of [
    [SMALL, 'write'],
    [LARGE, 'write'],
    [LARGE, 'append'],
    [LARGE, 'commit'],
  ] as const) {
    Object.assign(trouble, { code: 'ENOSPC', at: [at] })
    const answer = await push(registry.url, bytes)
    assert.is(answer.status, 503, at)
    assert.match(answer.text, 'the storage is full')
    trouble.code = undefined
    assert.is(await statusOf(registry.url, bytes), 404, at)
    const left = await childrenOf(driver, 'docker/registry/v2/repositories/demo/app/_uploads')
    assert.equal(left, [], at)
  }

  assert.is((await push(registry.url, SMALL)).status, 201)
  assert.is((await push(registry.url, LARGE)).status, 201)
})

test('goes on with an upload that met a full disk, from where the disk was full', async context => {
  const { trouble } = context
  await using registry = await serving(context)
  const location = await begin(registry.url)
  Object.assign(trouble, { code: 'ENOSPC', at: ['append'] })
  assert.is((await call('PATCH', location, { body: LARGE })).status, 503)
  trouble.code = undefined
  const status = await call('GET', location)
  const size = Number(String(status.headers.range).split('-')[1]) + 1
  assert.ok(size > 1 && size < LARGE.length)
  const answer = await call('PUT', `${status.headers.location}&digest=${digestOf(LARGE)}`, {
    body: LARGE.subarray(size),
  })

  assert.is(answer.status, 201)
  const got = await call('GET', `${registry.url}/v2/demo/app/blobs/${digestOf(LARGE)}`)
  assert.ok(got.body.equals(LARGE))
})

test('goes on with an upload whose end met a full disk', async context => {
  const { trouble } = context
  await using registry = await serving(context)
  const begun = await begin(registry.url)
  const location = String((await call('PATCH', begun, { body: LARGE })).headers.location)
  const finish = `${location}&digest=${digestOf(LARGE)}`
  for (const at of ['commit', 'remove'] as const) {
    Object.assign(trouble, { code: 'ENOSPC', at: [at] })
    assert.is((await call('PUT', finish)).status, 503, at)
    trouble.code = undefined
    assert.is((await call('GET', location)).status, 204, at)
  }

  assert.is(await statusOf(registry.url, LARGE), 200)
})

test('answers with an error, whatever fails and however, and lives on', async context => {
  const { trouble } = context
  await using registry = await serving(context)
  assert.is((await push(registry.url, LARGE)).status, 201)
  const location = await begin(registry.url)
  const steps: Step[] = ['write', 'append', 'commit', 'read', 'stat', 'remove']
  for (const code of ['EIO', 'EROFS']) {
    for (const at of steps) {
      Object.assign(trouble, { code, at: [at] })
      const other = Buffer.alloc(200_000, code + at)
      const answers = [
        await push(registry.url, other),
        await call('PUT', `${location}&digest=${digestOf(other)}`, { body: other }),
        await call('GET', `${registry.url}/v2/demo/app/blobs/${digestOf(LARGE)}`),
      ]
      for (const { status, text } of answers.filter(({ status }) => status >= 300)) {
        const { errors } = JSON.parse(text)
        assert.ok(status >= 500 || errors[0].code !== 'DIGEST_INVALID', `${code} ${at}: ${text}`)
        assert.not.match(text, /trouble in|node:|\.ts/)
      }
      trouble.code = undefined
      const got = await call('GET', `${registry.url}/v2/demo/app/blobs/${digestOf(other)}`)
      assert.ok(got.status === 404 || got.body.equals(other), `${code} ${at}`)
    }
  }

  assert.is((await push(registry.url, SMALL)).status, 201)
})

test('says that the storage cannot be written', async context => {
  await using registry = await serving(context)
  Object.assign(context.trouble, { code: 'EROFS', at: ['write', 'append', 'remove'] })
  const answer = await push(registry.url, SMALL)

  assert.is(answer.status, 503)
  assert.match(answer.text, 'the storage is read-only')
})

test('keeps the reason of other trouble for the log', async context => {
  await using registry = await serving(context)
  Object.assign(context.trouble, { code: 'EIO', at: ['commit'] })
  const answer = await push(registry.url, LARGE)

  assert.is(answer.status, 500)
  assert.equal(JSON.parse(answer.text), {
    errors: [{ code: 'UNKNOWN', message: 'unknown error: the storage failed' }],
  })
  assert.match(registry.lines.join(''), 'level=error')
  assert.match(registry.lines.join(''), 'EIO: trouble in commit')
})

test('proves the bytes again when a write went wrong in between', async context => {
  const { trouble } = context
  await using registry = await serving(context)
  const location = await begin(registry.url)
  Object.assign(trouble, { code: 'EIO', at: ['append'] })
  assert.is((await call('PATCH', location, { body: LARGE })).status, 500)
  trouble.code = undefined
  const status = await call('GET', location)
  const size = Number(String(status.headers.range).split('-')[1]) + 1
  const other = Buffer.alloc(100_000, 'other')
  const all = Buffer.concat([LARGE.subarray(0, size), other])
  const answer = await call('PUT', `${status.headers.location}&digest=${digestOf(all)}`, {
    body: other,
  })

  assert.is(answer.status, 201)
})

test.run()
