import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../src/registry/oci/index.ts'
import { type Daemon, startDaemon } from '../helpers/daemon.ts'
import { type Answer, call } from '../helpers/registry.ts'
import { there } from '../helpers/there.ts'

const test = suite<{ root: string; daemons: readonly Daemon[] }>('replicas on one storage')
test.before(async context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-replicas-'))
  const storage = { filesystem: { rootdirectory: context.root, shared: true } }
  // At the same moment, so that they make what both need at once.
  context.daemons = await Promise.all(
    [1, 2].map(() => startDaemon({ storage, http: { workers: 1 } })),
  )
})
test.after(async ({ root, daemons }) => {
  await Promise.all(daemons.map(daemon => daemon[Symbol.asyncDispose]()))
  rmSync(root, { recursive: true })
})

/** Where an answer says that an upload is, at another replica. */
function locationAt(daemon: Daemon, { headers }: Answer): string {
  const { pathname, search } = new URL(String(headers.location))
  return daemon.url + pathname + search
}

const UPLOADS = '/v2/demo/app/blobs/uploads/'

test('name the storage alike in their logs', async ({ daemons }) => {
  const ids = await Promise.all(
    daemons.map(async daemon => (await daemon.logged(/storage\.id="?([0-9a-f-]{36})/))[1]),
  )

  assert.is(new Set(ids).size, 1)
})

test('take the chunks of an upload in turn, and each trusts what the other one signed', async ({
  daemons,
}) => {
  const [one, two] = [there(daemons[0]), there(daemons[1])]
  const chunks = Array.from({ length: 8 }, (_, index) => Buffer.alloc(100_000 + index, index))
  const all = Buffer.concat(chunks)
  let answer = await call('POST', one.url + UPLOADS)
  for (const [index, body] of chunks.entries()) {
    answer = await call('PATCH', locationAt(index % 2 === 0 ? two : one, answer), { body })
    assert.is(answer.status, 202, answer.text)
  }
  const finished = await call('PUT', `${locationAt(two, answer)}&digest=${digestOf(all)}`)
  assert.is(finished.status, 201, finished.text)
  const got = await call('GET', `${one.url}/v2/demo/app/blobs/${digestOf(all)}`)

  assert.ok(got.body.equals(all))
})

test('go on with an upload whose replica was killed while it took a chunk', async ({ daemons }) => {
  const [one, two] = [there(daemons[0]), there(daemons[1])]
  const all = Buffer.alloc(2_000_000, 'some bytes')
  const begun = await call('POST', one.url + UPLOADS)
  const sending = request(locationAt(one, begun), { method: 'PATCH' })
  sending.on('error', () => undefined)
  sending.write(all.subarray(0, 1_500_000))
  const sizeAtTwo = async (): Promise<number> => {
    const { headers } = await call('GET', locationAt(two, begun))
    return Number(String(headers.range).split('-')[1]) + 1
  }
  while ((await sizeAtTwo()) < 2) await turn()
  one.signal('SIGKILL')
  await one.ended
  const size = await sizeAtTwo()
  const range = `${size}-${all.length - 1}`
  const rest = { body: all.subarray(size), headers: { 'content-range': range } }
  const finish = `${locationAt(two, begun)}&digest=${digestOf(all)}`
  const finished = await call('PUT', finish, rest)
  assert.is(finished.status, 201, finished.text)
  const got = await call('GET', `${two.url}/v2/demo/app/blobs/${digestOf(all)}`)

  assert.ok(got.body.equals(all))
})

test.run()
