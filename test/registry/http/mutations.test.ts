import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { sendRaw, statusIn } from '../../helpers/rawHttp.ts'
import { pushImage, testRegistry } from '../../helpers/registry.ts'

const test = suite('broken requests')

const HELLO = digestOf(Buffer.from('hello'))
const SAMPLES = [
  'GET /v2/ HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n',
  'GET /v2/demo/app/manifests/1 HTTP/1.1\r\nHost: x\r\nAccept: application/vnd.oci.image.manifest.v1+json, a/b;q=0.1\r\n\r\n',
  `GET /v2/demo/app/blobs/${HELLO} HTTP/1.1\r\nHost: x\r\nRange: bytes=0-3\r\nIf-Range: "${HELLO}"\r\n\r\n`,
  `POST /v2/demo/app/blobs/uploads/?digest=${HELLO} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello`,
  `POST /v2/demo/app/blobs/uploads/?digest=${HELLO} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  'PUT /v2/demo/app/manifests/2?tag=a&tag=b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{"schemaVersion":2}',
  'DELETE /v2/demo/app/manifests/2 HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dTpw\r\n\r\n',
  `GET /v2/demo/app/referrers/${HELLO}?artifactType=a/b&n=2 HTTP/1.1\r\nHost: x\r\nForwarded: for=1;host=a\r\n\r\n`,
  'GET /v2/_catalog?n=1&last=a HTTP/1.1\r\nHost: x\r\nX-Forwarded-Proto: https\r\n\r\n',
]

/** One small wound: bytes cut out, put in, or said twice. */
const wound = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  insert: fc.oneof(
    fc.string({ maxLength: 6, unit: 'binary' }),
    fc.constantFrom(
      '\r\n',
      '\0',
      '%',
      '%2f',
      '..',
      '/',
      ' ',
      ':',
      '\r\n\r\n',
      '0\r\n\r\n',
      '9'.repeat(30),
    ),
  ),
  kind: fc.constantFrom('cut', 'insert', 'replace', 'repeat'),
})

test('break no more than themselves', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  await pushImage(registry, 'demo/app', '1')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SAMPLES),
      fc.array(wound, { minLength: 1, maxLength: 3 }),
      async (sample, wounds) => {
        const answer = await sendRaw(
          registry.url,
          Buffer.from(wounds.reduce(hurt, sample), 'latin1'),
        )
        // Nothing at all is an answer too: to a request that never became one.
        assert.ok((statusIn(answer) ?? 400) < 500, answer)
      },
    ),
    { numRuns: 400 },
  )
  assert.is((await registry.call('GET', '/v2/demo/app/manifests/1')).status, 200)
})

interface Wound {
  readonly at: number
  readonly length: number
  readonly insert: string
  readonly kind: string
}

function hurt(text: string, { at, length, insert, kind }: Wound): string {
  const start = Math.floor(at * text.length)
  const [before, part, after] = [
    text.slice(0, start),
    text.slice(start, start + length),
    text.slice(start + length),
  ]
  if (kind === 'cut') return before + after
  if (kind === 'insert') return before + insert + part + after
  if (kind === 'replace') return before + insert + after
  return before + part + part + after
}

test.run()
