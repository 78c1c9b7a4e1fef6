import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  EMPTY_LAYER,
  EMPTY_LAYER_DIGEST,
  MANIFEST_TYPES,
  readSchema1,
  SCHEMA1_TYPES,
} from '../../src/registry/oci/index.ts'
import { takeApart } from '../../src/registry/oci/schema1/index.ts'
import { type DockerRegistry, dockerRegistry, type Release } from '../helpers/dockerRegistry.ts'
import { type TestRegistry, testRegistry } from '../helpers/registry.ts'
import { CONVERTED_BY_DOCKER, CONVERTED_DIGEST, IMAGE } from '../registry/oci/schema1/vectors.ts'
import { pushBlob, type Target } from './workload.ts'

const RELEASES: readonly Release[] = ['bookworm', 'trixie']
const V2 = '/v2/demo/app'
const { signed: SIGNED } = SCHEMA1_TYPES
const { dockerImage: IMAGE_TYPE, dockerList: LIST_TYPE } = MANIFEST_TYPES

interface Context {
  root: string
  /** Both sign by the same key, and take manifests of the first schema. */
  compatibility: {
    readonly schema1: { readonly enabled: boolean; readonly signingkeyfile: string }
  }
}

for (const release of RELEASES) {
  const test = suite<Context>(
    `The first schema on a volume shared with ${release}'s docker-registry`,
  )
  test.before.each(async context => {
    context.root = await mkdtemp(join(tmpdir(), 'wharfinger-schema1-'))
    const signingkeyfile = join(context.root, 'key.pem')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await writeFile(signingkeyfile, privateKey.export({ type: 'sec1', format: 'pem' }))
    context.compatibility = { schema1: { enabled: true, signingkeyfile } }
  })
  test.after.each(({ root }) => rm(root, { recursive: true }))

  const theirs = ({ root, compatibility }: Context): Promise<DockerRegistry> =>
    dockerRegistry(release, root, { compatibility })
  const ours = ({ root, compatibility }: Context): Promise<TestRegistry> =>
    testRegistry({ compatibility }, root)

  test('is served by us as it was pushed there', async context => {
    await using there = await theirs(context)
    await pushSigned(there)
    const before = await pull(there, 'latest')

    await using here = await ours(context)

    for (const reference of ['latest', CONVERTED_DIGEST]) {
      assert.equal(await pull(here, reference), before)
    }
  })

  test('is served there as it was pushed to us', async context => {
    await using here = await ours(context)
    await pushSigned(here)
    const before = await pull(here, 'latest')

    await using there = await theirs(context)

    for (const reference of ['latest', CONVERTED_DIGEST]) {
      assert.equal(await pull(there, reference), before)
    }
    assert.equal(await emptyLayer(there), EMPTY_LAYER)
  })

  test('shows images of the second schema as they are shown there', async context => {
    await using there = await theirs(context)
    await pushSecond(there)

    await using here = await ours(context)

    for (const tag of ['latest', 'list']) {
      assert.equal(await pull(here, tag), await pull(there, tag))
    }
    assert.is((await pull(here, 'latest')).digest, CONVERTED_DIGEST)
    assert.equal(await emptyLayer(here), EMPTY_LAYER)
  })

  test.run()
}

async function pushSigned(target: Target): Promise<void> {
  await pushBlob(target, 'demo/app', 'layer one')
  await pushBlob(target, 'demo/app', 'layer two')
  const empty = await target.call('POST', `${V2}/blobs/uploads/`)
  const location = new URL(String(empty.headers['location']), target.url)
  location.searchParams.set('digest', EMPTY_LAYER_DIGEST)
  await put(target, `${location.pathname}${location.search}`, EMPTY_LAYER)
  await put(target, `${V2}/manifests/latest`, CONVERTED_BY_DOCKER, SIGNED)
}

/** An image of the second schema, and a list of it. */
async function pushSecond(target: Target): Promise<void> {
  const blob = async (content: Buffer, mediaType: string) => {
    const { digest } = await pushBlob(target, 'demo/app', content.toString())
    return { mediaType, digest, size: content.length }
  }
  const layer = (text: string) =>
    blob(Buffer.from(text), 'application/vnd.docker.image.rootfs.diff.tar.gzip')
  const config = await blob(IMAGE.config, 'application/vnd.docker.container.image.v1+json')
  const layers = [await layer('layer one'), await layer('layer two')]
  const image = manifest({ mediaType: IMAGE_TYPE, config, layers })
  const digest = await put(target, `${V2}/manifests/latest`, image, IMAGE_TYPE)
  const platform = { architecture: 'amd64', os: 'linux' }
  const child = { mediaType: IMAGE_TYPE, digest, size: image.length, platform }
  const list = manifest({ mediaType: LIST_TYPE, manifests: [child] })
  await put(target, `${V2}/manifests/list`, list, LIST_TYPE)
}

function manifest(content: object): Buffer {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, ...content }))
}

async function put(target: Target, path: string, body: Buffer, type = 'application/octet-stream') {
  const answer = await target.call('PUT', path, { headers: { 'content-type': type }, body })
  assert.is(answer.status, 201, answer.text)
  return String(answer.headers['docker-content-digest'])
}

/** All of a manifest that is not new with each answer: the signature and its time are. */
async function pull(target: Target, reference: string) {
  const headers = { accept: SIGNED }
  const answer = await target.call('GET', `${V2}/manifests/${reference}`, { headers })
  assert.is(answer.status, 200, answer.text)
  const head = await target.call('HEAD', `${V2}/manifests/${reference}`, { headers })
  assert.is(head.headers['content-length'], String(answer.body.length))
  const { signatures } = takeApart(answer.body)
  return {
    digest: answer.headers['docker-content-digest'],
    type: answer.headers['content-type'],
    length: answer.body.length,
    payload: readSchema1(answer.body).payload.toString(),
    header: signatures[0]?.header,
  }
}

async function emptyLayer(target: Target): Promise<Buffer> {
  return (await target.call('GET', `${V2}/blobs/${EMPTY_LAYER_DIGEST}`)).body
}
