import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf, logTo, startRegistry } from '../../../src/registry/index.ts'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { childrenOf, type Draft, type Driver } from '../../../src/registry/storage/driver.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { call } from '../../helpers/registry.ts'

/** What goes wrong in the storage; nothing while it is undefined. */
interface Trouble {
  code: string | undefined
  /** Which step fails. */
  at: 'append' | 'commit' | 'write'
}

const test = suite('storage in trouble')

function troubled(trouble: Trouble): Driver {
  const driver = memoryDriver()
  const check = (step: Trouble['at']): void => {
    if (trouble.code === undefined || trouble.at !== step) return
    throw Object.assign(new Error(`${trouble.code} in ${step}`), { code: trouble.code })
  }
  return {
    ...driver,
    async write(path, content) {
      check('write')
      await driver.write(path, content)
    },
    async draft(path): Promise<Draft> {
      const draft = await driver.draft(path)
      return {
        get size() {
          return draft.size
        },
        async append(chunks) {
          const first = chunks[Symbol.asyncIterator]()
          await first.next()
          check('append')
          await first.return?.()
          await draft.append(once('hello'))
        },
        read: () => draft.read(),
        async commit(target) {
          check('commit')
          await draft.commit(target)
        },
        discard: () => draft.discard(),
        [Symbol.asyncDispose]: () => draft[Symbol.asyncDispose](),
      }
    },
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function serving(driver: Driver) {
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

const DIGEST = digestOf(Buffer.from('hello'))
const PUSH = `/v2/demo/app/blobs/uploads/?digest=${DIGEST}`

test('says that it is full, not that the client is wrong, and works again after', async () => {
  const trouble: Trouble = { code: 'ENOSPC', at: 'append' }
  const driver = troubled(trouble)
  await using registry = await serving(driver)
  for (const at of ['append', 'commit', 'write'] as const) {
    trouble.at = at
    const answer = await call('POST', registry.url + PUSH, { body: 'hello' })
    assert.is(answer.status, 503, at)
    assert.match(answer.text, 'the storage is full')
    const head = await call('HEAD', `${registry.url}/v2/demo/app/blobs/${DIGEST}`)
    assert.is(head.status, 404, at)
    assert.equal(await childrenOf(driver, 'docker/registry/v2/repositories'), [], at)
  }
  trouble.code = undefined

  assert.is((await call('POST', registry.url + PUSH, { body: 'hello' })).status, 201)
})

test('keeps the reason of other trouble for the log', async () => {
  await using registry = await serving(troubled({ code: 'EIO', at: 'commit' }))
  const answer = await call('POST', registry.url + PUSH, { body: 'hello' })

  assert.is(answer.status, 500)
  assert.equal(JSON.parse(answer.text), { errors: [{ code: 'UNKNOWN', message: 'unknown error' }] })
  assert.match(registry.lines.join(''), 'level=error')
  assert.match(registry.lines.join(''), 'EIO in commit')
})

test('proves the bytes again when a write went wrong in between', async () => {
  const trouble: Trouble = { code: 'EIO', at: 'append' }
  await using registry = await serving(troubled(trouble))
  const begun = await call('POST', `${registry.url}/v2/demo/app/blobs/uploads/`)
  const location = String(begun.headers.location)
  const failed = await call('PATCH', location, { body: 'bye' })
  assert.is(failed.status, 500)
  trouble.code = undefined
  const answer = await call('PUT', `${location}&digest=${DIGEST}`, { body: 'hello' })

  assert.is(answer.status, 201)
})

test.run()
