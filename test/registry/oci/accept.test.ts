import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { accepts, MANIFEST_TYPES } from '../../../src/registry/oci/index.ts'

const test = suite('accept')
const { ociImage, ociIndex, dockerImage } = MANIFEST_TYPES

test('lets everything through when the client is not particular', () => {
  for (const header of [
    undefined,
    '',
    '*/*',
    'application/*',
    'application/json',
    'text/html, */*;q=0.1',
  ]) {
    assert.ok(accepts(header, ociImage), header)
  }
})

test('finds the type in lists, with parameters, in any case', () => {
  assert.ok(accepts(`${dockerImage}, ${ociImage}`, ociImage))
  assert.ok(accepts(`${ociImage};q=0.5`, ociImage))
  assert.ok(accepts(ociImage.toUpperCase(), ociImage))
})

test('keeps back what the client leaves out or refuses', () => {
  assert.not(accepts(dockerImage, ociImage))
  assert.not(accepts(`${dockerImage}, ${ociIndex}`, ociImage))
  assert.not(accepts(`${ociImage};q=0`, ociImage))
  assert.not(accepts(`${ociImage}; q=0.000, text/html`, ociImage))
})

test.run()
