import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hashPassword } from '../../../src/base/bcrypt.ts'
import { digestOf, parseRepository } from '../../../src/registry/oci/index.ts'
import { layerLink } from '../../../src/registry/storage/layout.ts'
import { pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const POLICY = `
- { role: registry-editor, project: demo, users: [ann] }
- { role: registry-viewer, project: demo, users: [bob] }
- { role: registry-editor, project: other, users: [bob] }
`
const LONG_AGO = new Date('2020-01-01T00:00:00Z')
const BLOB = 'kept'
const DIGEST = digestOf(Buffer.from(BLOB))
const PATH = `/v2/demo/app/blobs/${DIGEST}`
const MOUNT = `/v2/other/app/blobs/uploads/?mount=${DIGEST}`

interface Context {
  readonly registry: TestRegistry
  readonly directory: string
}

const test = suite<Context>('the promise that a blob is there')
test.before(async context => {
  const directory = await mkdtemp(join(tmpdir(), 'wharfinger-keep-'))
  const [path, policy] = [join(directory, 'htpasswd'), join(directory, 'policy.yml')]
  const hash = await hashPassword('pw', 4)
  await writeFile(path, ['ann', 'bob'].map(user => `${user}:${hash}\n`).join(''))
  await writeFile(policy, POLICY)
  const registry = await testRegistry({
    auth: { htpasswd: { realm: 'lab', path }, policy: { path: policy } },
  })
  await pushBlob(registry, 'demo/app', BLOB, { as: 'ann:pw' })
  Object.assign(context, { registry, directory })
})
test.after(async ({ registry, directory }) => {
  await registry[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})

/** Whether the link was renewed by the time a request was answered, old as it was. */
async function renews({ root, call }: TestRegistry, request: readonly [string, string, string]) {
  const repository = parseRepository('demo/app')
  if (repository === undefined) throw new Error('no name')
  const link = join(root, layerLink(repository, DIGEST))
  await utimes(link, LONG_AGO, LONG_AGO)
  const [method, path, as] = request
  const { status, text } = await call(method, path, { as })
  assert.ok(status < 300, text)
  return (await stat(link)).mtime.getTime() !== LONG_AGO.getTime()
}

for (const [what, ...request] of [
  ['look', 'HEAD', PATH, 'ann:pw'],
  ['read', 'GET', PATH, 'ann:pw'],
  ['mount', 'POST', `${MOUNT}&from=demo/app`, 'bob:pw'],
] as const) {
  test(`renews its link for who may push, at each ${what}`, async ({ registry }) => {
    assert.ok(await renews(registry, request))
  })
}

test('is none to who may not push', async ({ registry }) => {
  for (const method of ['HEAD', 'GET']) {
    assert.not(await renews(registry, [method, PATH, 'bob:pw']), method)
  }
})

test('is not to be had by a mount from where one may not read', async ({ registry }) => {
  const secret = await pushBlob(registry, 'other/app', 'secret', { as: 'bob:pw' })
  for (const from of ['', '&from=other/app']) {
    const path = `/v2/demo/app/blobs/uploads/?mount=${secret}${from}`
    assert.is((await registry.call('POST', path, { as: 'ann:pw' })).status, 202, from)
  }
})

test.run()
