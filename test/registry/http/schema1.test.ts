import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf, hexOf, MANIFEST_TYPES } from '../../../src/registry/oci/index.ts'
import { blobData } from '../../../src/registry/storage/layout.ts'
import { type TestRegistry, testRegistry } from '../../helpers/registry.ts'

interface Context {
  readonly registry: TestRegistry
}

const V2 = '/v2/demo/app'
const PLAIN = 'application/vnd.docker.distribution.manifest.v1+json'
const SIGNED = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
const CONTENT = { schemaVersion: 1, name: 'demo/app', tag: 'old', fsLayers: [], history: [] }
const FORMS = {
  [PLAIN]: JSON.stringify(CONTENT, undefined, 3),
  [SIGNED]: JSON.stringify({ ...CONTENT, signatures: [] }, undefined, 3),
}

const test = suite<Context>('images of the first schema')
test.before(async context => {
  const registry = await testRegistry()
  for (const [tag, bytes] of Object.entries({ plain: FORMS[PLAIN], signed: FORMS[SIGNED] })) {
    await store(registry, tag, bytes)
  }
  Object.assign(context, { registry })
})
test.after(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

/** Puts a manifest where a registry of old would have put it. */
async function store({ root }: TestRegistry, tag: string, bytes: string): Promise<void> {
  const digest = digestOf(Buffer.from(bytes))
  const manifests = 'docker/registry/v2/repositories/demo/app/_manifests'
  const files = {
    [blobData(digest)]: bytes,
    [`${manifests}/revisions/sha256/${hexOf(digest)}/link`]: digest,
    [`${manifests}/tags/${tag}/current/link`]: digest,
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
}

for (const [type, tag] of [
  [PLAIN, 'plain'],
  [SIGNED, 'signed'],
] as const) {
  test(`are served as they are stored, ${tag}, with a warning`, async ({ registry }) => {
    for (const accept of ['*/*', PLAIN, `${MANIFEST_TYPES.dockerImage}, ${SIGNED}`]) {
      const headers = { accept }
      const answer = await registry.call('GET', `${V2}/manifests/${tag}`, { headers })
      assert.is(answer.status, 200, answer.text)
      assert.is(answer.headers['content-type'], type)
      assert.is(answer.headers['docker-content-digest'], digestOf(Buffer.from(FORMS[type])))
      assert.match(String(answer.headers['warning']), /^299 - "[^"]+"$/)
      assert.is(answer.text, FORMS[type])
    }
  })
}

test('are kept back from who takes newer ones alone', async ({ registry }) => {
  const headers = { accept: MANIFEST_TYPES.ociImage }
  const { status, text } = await registry.call('GET', `${V2}/manifests/plain`, { headers })
  assert.is(status, 404)
  assert.match(text, PLAIN)
})

test('refer to nothing, and nothing stumbles over them', async ({ registry }) => {
  const answer = await registry.call('GET', `${V2}/referrers/sha256:${'0'.repeat(64)}`)
  assert.equal(JSON.parse(answer.text).manifests, [])
})

test('are no longer taken', async ({ registry }) => {
  for (const type of [PLAIN, SIGNED, 'application/json']) {
    const headers = { 'content-type': type }
    const put = { headers, body: FORMS[PLAIN] }
    const { status, text } = await registry.call('PUT', `${V2}/manifests/new`, put)
    assert.is(status, 400)
    assert.match(text, 'unsupported manifest type')
  }
})

test('can be deleted', async ({ registry }) => {
  const digest = digestOf(Buffer.from(FORMS[SIGNED]))
  assert.is((await registry.call('DELETE', `${V2}/manifests/${digest}`)).status, 202)
  assert.is((await registry.call('GET', `${V2}/manifests/signed`)).status, 404)
})

test.run()
