import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Answer, type TestRegistry, testRegistry } from '../../../helpers/registry.ts'
import { DATA_SETS, type DataSet, type ManifestItem } from './dataSets.ts'

interface Context {
  readonly registry: TestRegistry
}

const V2 = '/v2/conformance/repo1'
const ACCEPT = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ')

const test = suite<Context>('OCI conformance: data sets')
test.before(async context => {
  Object.assign(context, { registry: await testRegistry() })
})
test.after(async ({ registry }) => {
  await registry[Symbol.asyncDispose]()
})

for (const [name, set] of Object.entries(DATA_SETS)) {
  test(`serves ${name} as it was pushed, and deletes it at once`, async ({ registry }) => {
    await push(registry, set)
    await assertListed(registry, set)
    for (const manifest of set.manifests) await assertPulled(registry, manifest)
    await assertReferred(registry, set)
    await deleteAll(registry, set)
  })
}

test('has neither tags nor manifests of what was never pushed', async ({ registry }) => {
  const digest = `sha256:${'0'.repeat(64)}`
  for (const reference of ['missing', digest]) {
    for (const method of ['HEAD', 'GET', 'DELETE']) {
      const { status } = await registry.call(method, `${V2}/manifests/${reference}`)
      assert.is(status, 404, `${method} ${reference}`)
    }
  }
})

test('refuses a manifest under a digest that is none, or not its own', async ({ registry }) => {
  const [manifest] = DATA_SETS['image']?.manifests ?? []
  if (!manifest) throw new Error('no image')
  for (const reference of ['sha256:baddigeststring', `sha256:${'0'.repeat(64)}`]) {
    const { status } = await put(registry, manifest, reference)
    assert.is(status, 400, reference)
  }
  const asked = await registry.call('GET', `${V2}/manifests/sha256:baddigeststring`)
  assert.ok([400, 404].includes(asked.status))
})

for (const algorithm of ['sha256', 'sha512'] as const) {
  test(`sets tags by a push by ${algorithm}`, async ({ registry }) => {
    const set = DATA_SETS[algorithm === 'sha512' ? 'sha512 image' : 'image']
    const [manifest] = set?.manifests ?? []
    if (!set || !manifest) throw new Error('no image')
    await pushBlobs(registry, set)
    const tags = Array.from({ length: 10 }, (_, index) => `param-${algorithm}-${index}`)

    const answer = await put(registry, manifest, `${manifest.digest}?tag=${tags.join('&tag=')}`)

    assert.is(answer.status, 201, answer.text)
    assert.is(answer.headers['oci-tag'], tags.join(', '))
    for (const tag of tags) await assertPulled(registry, { ...manifest, tag })
    const many = Array.from({ length: 500 }, (_, index) => `tag=t${index}`).join('&')
    assert.is((await put(registry, manifest, `${manifest.digest}?${many}`)).status, 414)
    await remove(registry, `manifests/${manifest.digest}`)
    for (const tag of tags) await assertGone(registry, `manifests/${tag}`)
  })
}

async function push(registry: TestRegistry, set: DataSet): Promise<void> {
  await pushBlobs(registry, set)
  for (const manifest of set.manifests) {
    for (const reference of manifest.tag ? [manifest.digest, manifest.tag] : [manifest.digest]) {
      const answer = await put(registry, manifest, reference)
      assert.is(answer.status, 201, answer.text)
      assert.match(String(answer.headers['location']), /\/manifests\/sha(256|512):/)
      assert.is(answer.headers['docker-content-digest'], manifest.digest)
      assert.is(answer.headers['oci-subject'], manifest.subject)
    }
  }
}

async function pushBlobs(registry: TestRegistry, { blobs }: DataSet): Promise<void> {
  for (const { digest, bytes } of blobs) {
    const path = `${V2}/blobs/uploads/?digest=${digest}`
    const answer = await registry.call('POST', path, { body: bytes })
    assert.is(answer.status, 201, answer.text)
    assert.is(answer.headers['docker-content-digest'], digest)
  }
}

function put(registry: TestRegistry, manifest: ManifestItem, reference: string): Promise<Answer> {
  const headers = { 'content-type': manifest.mediaType }
  return registry.call('PUT', `${V2}/manifests/${reference}`, { headers, body: manifest.bytes })
}

async function assertListed(registry: TestRegistry, { manifests }: DataSet): Promise<void> {
  const wanted = manifests.flatMap(({ tag }) => tag ?? []).sort()
  const answer = await registry.call('GET', `${V2}/tags/list`)
  assert.equal(JSON.parse(answer.text).tags, wanted)
  const [first, ...rest] = wanted
  if (first === undefined) return
  const after = await registry.call('GET', `${V2}/tags/list?last=${first}`)
  assert.equal(JSON.parse(after.text).tags, rest)
  const one = await registry.call('GET', `${V2}/tags/list?n=1`)
  assert.equal(JSON.parse(one.text).tags, [first])
  assert.is(one.headers['link'] !== undefined, rest.length > 0)
}

async function assertPulled(registry: TestRegistry, manifest: ManifestItem): Promise<void> {
  for (const reference of [manifest.digest, ...(manifest.tag ? [manifest.tag] : [])]) {
    for (const method of ['HEAD', 'GET']) {
      const headers = { accept: ACCEPT }
      const answer = await registry.call(method, `${V2}/manifests/${reference}`, { headers })
      assert.is(answer.status, 200, `${method} ${reference} ${answer.text}`)
      assert.is(answer.headers['content-type'], manifest.mediaType)
      assert.is(Number(answer.headers['content-length']), Buffer.byteLength(manifest.bytes))
      assert.is(answer.headers['docker-content-digest'], manifest.digest)
      assert.is(answer.text, method === 'GET' ? manifest.bytes : '')
    }
  }
}

async function assertReferred(registry: TestRegistry, { manifests }: DataSet): Promise<void> {
  const subjects = new Set(manifests.flatMap(({ subject, digest }) => [digest, subject ?? digest]))
  for (const subject of subjects) {
    const wanted = manifests.filter(manifest => manifest.subject === subject)
    assert.equal(await referrers(registry, subject), wanted.map(descriptorOf).sort(byDigest))
    const types = new Set([
      'application/vnd.nobody',
      ...wanted.flatMap(one => one.artifactType ?? []),
    ])
    for (const type of types) {
      const filtered = wanted.filter(({ artifactType }) => artifactType === type)
      assert.equal(
        await referrers(registry, subject, type),
        filtered.map(descriptorOf).sort(byDigest),
      )
    }
  }
}

interface Described {
  readonly digest: string
}

async function referrers(registry: TestRegistry, subject: string, type?: string): Promise<unknown> {
  const query = type === undefined ? '' : `?artifactType=${encodeURIComponent(type)}`
  const answer = await registry.call('GET', `${V2}/referrers/${subject}${query}`)
  assert.is(answer.status, 200, answer.text)
  assert.is(answer.headers['content-type'], 'application/vnd.oci.image.index.v1+json')
  const applied = type === undefined ? undefined : 'artifactType'
  assert.is(answer.headers['oci-filters-applied'], applied)
  const { schemaVersion, mediaType, manifests } = JSON.parse(answer.text)
  assert.is(schemaVersion, 2)
  assert.is(mediaType, 'application/vnd.oci.image.index.v1+json')
  return manifests
}

function descriptorOf({ mediaType, digest, bytes, artifactType, annotations }: ManifestItem) {
  return {
    mediaType,
    digest,
    size: Buffer.byteLength(bytes),
    ...(artifactType && { artifactType }),
    ...(annotations && { annotations }),
  }
}

function byDigest(a: Described, b: Described): number {
  return a.digest < b.digest ? -1 : 1
}

/** Tags first, then manifests from the last to the first, then blobs. */
async function deleteAll(registry: TestRegistry, { blobs, manifests }: DataSet): Promise<void> {
  for (const { tag, digest } of manifests) {
    if (tag === undefined) continue
    await remove(registry, `manifests/${tag}`)
    assert.is((await registry.call('GET', `${V2}/manifests/${digest}`)).status, 200)
  }
  for (const { digest, subject } of [...manifests].reverse()) {
    await remove(registry, `manifests/${digest}`)
    const left = subject && JSON.stringify(await referrers(registry, subject))
    if (left) assert.not.match(left, digest)
  }
  for (const digest of new Set(blobs.map(blob => blob.digest))) {
    await remove(registry, `blobs/${digest}`)
  }
  const listed = await registry.call('GET', `${V2}/tags/list`)
  assert.is(listed.status, 404)
}

async function remove(registry: TestRegistry, path: string): Promise<void> {
  const answer = await registry.call('DELETE', `${V2}/${path}`)
  assert.is(answer.status, 202, answer.text)
  await assertGone(registry, path)
}

async function assertGone(registry: TestRegistry, path: string): Promise<void> {
  for (const method of ['HEAD', 'GET', 'DELETE']) {
    assert.is((await registry.call(method, `${V2}/${path}`)).status, 404, `${method} ${path}`)
  }
}

test.run()
