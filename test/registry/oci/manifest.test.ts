import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { MANIFEST_TYPES, OciError, parseManifest } from '../../../src/registry/oci/index.ts'

const test = suite('manifest')

const A = { mediaType: 'application/x', digest: `sha256:${'a'.repeat(64)}`, size: 1 }
const B = { mediaType: 'application/y', digest: `sha512:${'b'.repeat(128)}`, size: 2 }
const image = { schemaVersion: 2, config: A, layers: [B] }
const index = { schemaVersion: 2, manifests: [A] }

function parse(content: unknown, type?: string) {
  return parseManifest(Buffer.from(JSON.stringify(content)), type)
}

function refusal(content: unknown, type?: string): string {
  try {
    parse(content, type)
  } catch (error) {
    if (error instanceof OciError && error.code === 'MANIFEST_INVALID') return error.message
    throw error
  }
  return 'none'
}

test('finds what an image is made of', () => {
  const { blobs, children } = parse({ ...image, mediaType: MANIFEST_TYPES.ociImage })

  assert.equal(
    blobs.map(blob => blob.digest),
    [A.digest, B.digest],
  )
  assert.equal(children, [])
})

test('finds what an index lists, and what both are about', () => {
  const { blobs, children, subject } = parse({ ...index, subject: B }, MANIFEST_TYPES.ociIndex)

  assert.equal(blobs, [])
  assert.is(children[0]?.digest, A.digest)
  assert.is(subject?.digest, B.digest)
})

test('takes the type from the header, else from the body, else from its keys', () => {
  assert.is(parse(image, MANIFEST_TYPES.dockerImage).mediaType, MANIFEST_TYPES.dockerImage)
  assert.is(
    parse({ ...image, mediaType: MANIFEST_TYPES.dockerImage }, 'application/json').mediaType,
    MANIFEST_TYPES.dockerImage,
  )
  assert.is(parse(image).mediaType, MANIFEST_TYPES.ociImage)
  assert.is(parse(index, '').mediaType, MANIFEST_TYPES.ociIndex)
  assert.is(
    parse(image, `${MANIFEST_TYPES.ociImage}; charset=utf-8`).mediaType,
    MANIFEST_TYPES.ociImage,
  )
})

test('does not ask for layers that are fetched from elsewhere', () => {
  const foreign = { ...B, mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' }
  const restricted = { ...B, mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar' }

  assert.is(parse({ ...image, layers: [foreign, restricted] }).blobs.length, 1)
})

test('takes empty lists and unknown fields', () => {
  assert.is(parse({ ...image, layers: [], custom: { any: 1 } }).blobs.length, 1)
  assert.is(parse({ ...index, manifests: [] }).children.length, 0)
})

test('refuses what two readers would read differently', () => {
  assert.match(refusal({ ...image, manifests: [] }, MANIFEST_TYPES.ociImage), '"manifests"')
  assert.match(refusal({ ...index, layers: [] }, MANIFEST_TYPES.ociIndex), '"layers"')
  assert.match(
    refusal({ ...image, mediaType: MANIFEST_TYPES.dockerImage }, MANIFEST_TYPES.ociImage),
    'but its mediaType is',
  )
})

test('says what is wrong', () => {
  assert.match(refusal({ ...image, config: { ...A, digest: 'sha256:x' } }), 'not a digest')
  assert.match(refusal({ ...image, layers: [{ ...B, size: -1 }] }), 'layers.0.size')
  assert.match(refusal({ ...image, schemaVersion: 1 }), 'schemaVersion')
  assert.match(refusal({ fsLayers: [] }), 'unsupported manifest type')
  assert.match(refusal(image, 'text/plain'), 'unsupported manifest type text/plain')
  assert.match(refusal([]), 'unsupported')
  assert.match(refusal(null), 'not a JSON object')
  assert.throws(() => parseManifest(Buffer.from('{')), 'manifest invalid')
  assert.throws(() => parseManifest(Buffer.from([0xff, 0xfe])), 'manifest invalid')
})

test.run()
