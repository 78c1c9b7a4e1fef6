import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../src/registry/oci/index.ts'
import { testRegistry } from '../../helpers/registry.ts'

const test = suite('fuzz')

const digest = digestOf(Buffer.from('x'))
const word = fc.constantFrom(
  'v2',
  'demo',
  'app',
  'blobs',
  'uploads',
  'manifests',
  'tags',
  'list',
  '_catalog',
  'latest',
  '..',
  '.',
  '',
  '%2e%2e',
  '%00',
  '%',
  'A',
  '_manifests',
  digest,
  'sha512:x',
  'x'.repeat(300),
  '123e4567-e89b-12d3-a456-426614174000',
)
const path = fc.array(word, { maxLength: 8 }).map(words => `/v2/${words.join('/')}`)
const value = fc.constantFrom('', '0', '-1', '9999999999999999999', 'x', '%', digest, 'demo/app')
const query = fc
  .dictionary(fc.constantFrom('n', 'last', 'digest', 'mount', 'from', '_state', 'tag'), value)
  .map(entries => new URLSearchParams(entries).toString())
const headers = fc.dictionary(
  fc.constantFrom(
    'range',
    'content-range',
    'accept',
    'content-type',
    'if-none-match',
    'authorization',
    'x-forwarded-host',
    'x-forwarded-proto',
  ),
  fc.constantFrom('', 'bytes=0-', '5-1', 'a/b;q=x', ',,,', '"', 'Basic', 'text/plain', '0-0'),
)
const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE')
const body = fc.constantFrom('', '{}', '[]', 'null', '{"schemaVersion":2}', '\0')

test('whatever is sent, the answer is never a failure of the server', async () => {
  await using registry = await testRegistry({ storage: { inmemory: {} } })
  const request = fc.record({ method, path, query, headers, body })
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, query, headers, body }) => {
      // The URL is put together by hand: a parser would tidy it.
      const answer = await registry.call(method, '/', { headers, body, path: `${path}?${query}` })
      assert.ok(answer.status < 500, `${answer.status} ${answer.text}`)
    }),
    { numRuns: 300 },
  )
})

test.run()
