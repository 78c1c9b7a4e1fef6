import { generateKeyPairSync } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  digestOf,
  EMPTY_LAYER_DIGEST,
  isSchema1Push,
  newManifestKey,
  parseManifestKey,
  parseSignature,
  putTogether,
  readSchema1,
  signManifest,
} from '../../../../src/registry/oci/index.ts'
import { takeApart } from '../../../../src/registry/oci/schema1/index.ts'
import { CONVERTED_BY_DOCKER, CONVERTED_DIGEST, LAYERS, refusal } from './vectors.ts'

const test = suite('signed manifests of the first schema')

const CONTENT = {
  schemaVersion: 1,
  name: 'demo/app',
  tag: 'old',
  architecture: 'amd64',
  fsLayers: LAYERS.map(blobSum => ({ blobSum })),
  history: LAYERS.map(() => ({ v1Compatibility: '{}' })),
}
const KEY = parseManifestKey(newManifestKey())

function signed(content: object, key = KEY, indent = 3): Buffer {
  const payload = Buffer.from(JSON.stringify(content, undefined, indent))
  return putTogether({ payload, signatures: [signManifest(payload, key)] })
}

/** What Docker signed, with another text in some place. */
function tampered(from: string, to: string): Buffer {
  const text = CONVERTED_BY_DOCKER.toString()
  assert.ok(text.includes(from), from)
  return Buffer.from(text.replace(from, to))
}

test('are verified where Docker signed them', () => {
  const { payload, layers } = readSchema1(CONVERTED_BY_DOCKER)

  assert.is(digestOf(payload), CONVERTED_DIGEST)
  assert.equal(layers, [EMPTY_LAYER_DIGEST, LAYERS[1], LAYERS[0]])
})

test('are put together from their parts, byte for byte', () => {
  const { payload, signatures } = takeApart(CONVERTED_BY_DOCKER)
  const kept = signatures.map(one => parseSignature(Buffer.from(JSON.stringify(one))))

  assert.equal(kept, signatures)
  assert.is(putTogether({ payload, signatures }).toString(), CONVERTED_BY_DOCKER.toString())
})

test('can be signed by several, in the order of their keys', () => {
  const payload = Buffer.from(JSON.stringify(CONTENT))
  const keys = [KEY, ...[1, 2].map(() => parseManifestKey(newManifestKey()))]
  const signatures = keys.map(key => signManifest(payload, key))

  const bytes = putTogether({ payload, signatures })

  assert.ok(readSchema1(bytes).payload.equals(payload))
  const ids = takeApart(bytes).signatures.map(({ header }) => header.jwk?.['kid'])
  assert.equal(ids, keys.map(({ jwk }) => jwk['kid']).sort())
})

test('are signed by keys of either kind, however they are spelled', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const texts = [
    rsa.export({ type: 'pkcs1', format: 'pem' }).toString(),
    ec.export({ type: 'sec1', format: 'pem' }).toString(),
    JSON.stringify(ec.export({ format: 'jwk' })),
  ]
  const [first, second, third] = texts.map(parseManifestKey)

  assert.is(first?.algorithm, 'RS256')
  assert.is(second?.algorithm, 'ES256')
  assert.equal(third?.jwk, second?.jwk)
  assert.match(second?.jwk['kid'] ?? '', /^([A-Z2-7]{4}:){11}[A-Z2-7]{4}$/)
  for (const key of [first, second]) assert.is(readSchema1(signed(CONTENT, key)).layers.length, 2)
})

test('are signed by no other key', () => {
  const ed = generateKeyPairSync('ed25519').privateKey
  assert.throws(() => parseManifestKey(ed.export({ type: 'pkcs8', format: 'pem' }).toString()))
  assert.throws(() => parseManifestKey('{}'))
  assert.throws(() => parseManifestKey('nonsense'))
})

test('always have the same length, so that it can be told before they are sent', () => {
  const now = (ms: number) => signManifest(Buffer.from('{}'), KEY, new Date(ms))
  const lengths = [0, 1, 999, 1_700_000_000_000].map(ms => JSON.stringify(now(ms)).length)

  assert.is(new Set(lengths).size, 1)
})

test('are refused when anything in them was changed', () => {
  const changes = [
    ['"tag": "latest"', '"tag": "lotest"'],
    ['"protected": "eyJmb3JtYXRMZW5ndGgiOj', '"protected": "eyJmb3JtYXRMZW5ndGgiOi'],
    ['"crv": "P-256"', '"crv": "P-384"'],
    ['"alg": "ES256"', '"alg": "none"'],
    ['"alg": "ES256"', '"alg": "RS256"'],
    ['"alg": "ES256"', '"alg": "HS256"'],
    ['"jwk"', '"key"'],
    ['"signatures"', '"signature"'],
    ['"signature": "', '"signature": "A'],
  ] as const
  for (const [from, to] of changes) {
    assert.match(
      refusal(() => readSchema1(tampered(from, to))),
      /^MANIFEST_UNVERIFIED /,
      to,
    )
  }
  for (const text of ['', '[]', '{"signatures":[]}', JSON.stringify(CONTENT)]) {
    assert.match(
      refusal(() => readSchema1(Buffer.from(text))),
      'MANIFEST_UNVERIFIED',
    )
  }
})

test('are refused when one signature is of other content', () => {
  const bytes = JSON.parse(signed(CONTENT).toString())
  const other = JSON.parse(signed({ ...CONTENT, tag: 'longer' }).toString())
  bytes.signatures.push(...other.signatures)
  assert.match(
    refusal(() => readSchema1(Buffer.from(JSON.stringify(bytes, undefined, 3)))),
    'not of the same content',
  )
})

test('are refused when what is signed is no such manifest', () => {
  const contents: readonly object[] = [
    { ...CONTENT, schemaVersion: 2 },
    { ...CONTENT, history: [] },
    { ...CONTENT, fsLayers: [], history: [] },
    { ...CONTENT, fsLayers: [{ blobSum: 'sha256:beef' }, { blobSum: 'x' }] },
    { ...CONTENT, name: '../etc' },
    { ...CONTENT, name: 'a'.repeat(256) },
    { ...CONTENT, tag: 1 },
    { ...CONTENT, layers: [] },
    { ...CONTENT, manifests: [] },
  ]
  for (const content of contents) {
    assert.match(
      refusal(() => readSchema1(signed(content))),
      /^MANIFEST_INVALID /,
      JSON.stringify(content),
    )
  }
  assert.is(
    refusal(() => readSchema1(signed(CONTENT, KEY, 0))),
    'none',
  )
})

test('are told from others by their type, or else by what they say', () => {
  const plain = 'application/vnd.docker.distribution.manifest.v1+json'
  const bytes = Buffer.from(JSON.stringify(CONTENT))
  const other = Buffer.from('{"schemaVersion":2,"layers":[{"schemaVersion":1}]}')
  for (const type of [plain, `${plain}; charset=utf-8`, 'application/json', '', undefined]) {
    assert.ok(isSchema1Push(bytes, type), type)
  }
  assert.ok(isSchema1Push(other, plain))
  assert.not(isSchema1Push(other, 'application/json'))
  assert.not(isSchema1Push(bytes, 'application/vnd.oci.image.manifest.v1+json'))
})

test.run()
