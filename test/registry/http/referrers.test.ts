import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { OCI_IMAGE, pushBlob, type TestRegistry, testRegistry } from '../../helpers/registry.ts'

const test = suite('referrers')
const V2 = '/v2/demo/app'
const SUBJECT = digestOf(Buffer.from('subject'))
const INDEX = 'application/vnd.oci.image.index.v1+json'

function put(registry: TestRegistry, reference: string, type: string, content: object) {
  const headers = { 'content-type': type }
  const body = JSON.stringify({ schemaVersion: 2, mediaType: type, ...content })
  return registry.call('PUT', `${V2}/manifests/${reference}`, { headers, body })
}

/** Attaches something to the subject; resolves to its digest. */
async function attach(registry: TestRegistry, artifactType: string, note: string): Promise<string> {
  const mediaType = 'application/vnd.oci.empty.v1+json'
  const config = { mediaType, digest: await pushBlob(registry, 'demo/app', '{}'), size: 2 }
  const subject = { mediaType: OCI_IMAGE, digest: SUBJECT, size: 7 }
  const content = { artifactType, config, layers: [], subject, annotations: { note } }
  const answer = await put(registry, note.slice(0, 20), OCI_IMAGE, content)
  assert.is(answer.headers['oci-subject'], SUBJECT, answer.text)
  return String(answer.headers['docker-content-digest'])
}

async function ask(registry: TestRegistry, path = `${V2}/referrers/${SUBJECT}`) {
  const { text, headers } = await registry.call('GET', path)
  const found: readonly { digest: string }[] = JSON.parse(text).manifests
  const next = /^<([^>]+)>; rel="next"$/.exec(String(headers['link'] ?? ''))?.[1]
  return { digests: found.map(({ digest }) => digest), next }
}

/** All digests, page after page, and how many pages there were. */
async function walk(registry: TestRegistry, query: string) {
  const digests: string[] = []
  let pages = 0
  let path: string | undefined = `${V2}/referrers/${SUBJECT}?${query}`
  for (; path !== undefined && pages < 10; pages++) {
    const page = await ask(registry, path)
    digests.push(...page.digests)
    path = page.next
  }
  return { digests, pages }
}

test('come in pages, each of the kind that was asked for', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  const wanted: string[] = []
  for (const note of ['a', 'b', 'c']) wanted.push(await attach(registry, 'a/report', note))
  await attach(registry, 'a/signature', 'd')

  const { next } = await ask(registry, `${V2}/referrers/${SUBJECT}?n=2&artifactType=a/report`)
  assert.match(String(next), 'artifactType=a%2Freport')
  const { digests, pages } = await walk(registry, 'n=2&artifactType=a/report')
  assert.equal(digests, wanted.sort())
  assert.is(pages, 2)
})

test('are cut where an answer would be too large, and nothing is lost', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  const wanted: string[] = []
  for (const note of ['a', 'b', 'c']) {
    wanted.push(await attach(registry, 'a/report', note.repeat(1.5 * 1024 * 1024)))
  }

  const { digests, pages } = await walk(registry, '')
  assert.equal(digests, wanted.sort())
  assert.is(pages, 2)
})

test('are found in volumes of registries that keep no list of them', async () => {
  await using first = await testRegistry()
  const digest = await attach(first, 'a/report', 'a')
  await rm(join(first.root, 'docker/registry/v2/repositories/demo/app/_referrers'), {
    recursive: true,
  })
  await using adopted = await testRegistry({}, first.root)

  assert.equal((await ask(adopted)).digests, [digest])
  const later = await attach(adopted, 'a/report', 'b')
  assert.equal((await ask(adopted)).digests, [digest, later].sort())
})

test('that clients of another registry listed under a tag are given, once', async () => {
  await using registry = await testRegistry()
  await attach(registry, 'a/report', 'a')
  await ask(registry)
  const digest = await attach(registry, 'a/report', 'b')
  const tag = SUBJECT.replace(':', '-')
  const manifests = [{ mediaType: OCI_IMAGE, digest, size: 1 }]
  assert.is((await put(registry, tag, INDEX, { manifests })).status, 201)
  const both = (await ask(registry)).digests
  const lists = 'docker/registry/v2/repositories/demo/app/_referrers/sha256'
  await rm(join(registry.root, lists), { recursive: true })

  assert.is(both.length, 2)
  assert.equal((await ask(registry)).digests, [digest])
})

test('are none of what nobody refers to, in any repository', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  for (const name of ['demo/app', 'never/pushed']) {
    assert.equal((await ask(registry, `/v2/${name}/referrers/${SUBJECT}`)).digests, [])
  }
  const { status, text } = await registry.call('GET', `${V2}/referrers/latest`)
  assert.is(status, 400)
  assert.match(text, 'DIGEST_INVALID')
})

test('have links under the prefix that the registry has', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} }, http: { prefix: '/p/' } })
  assert.is((await registry.call('GET', '/v2/')).status, 404)
  assert.is((await registry.call('GET', '/p/v2/')).status, 200)
  const begun = await registry.call('POST', `/p${V2}/blobs/uploads/`)

  assert.match(String(begun.headers['location']), `${registry.url}/p${V2}/blobs/uploads/`)
})

test.run()
