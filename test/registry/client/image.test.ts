import { execFileSync } from 'node:child_process'
import { gunzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { imageOf } from '../../../src/registry/client/index.ts'
import { digestOf } from '../../../src/registry/oci/index.ts'

test('holds one file that tar reads', () => {
  const { layer } = imageOf('hello', 'world\n')
  const tar = (...args: string[]): string =>
    execFileSync('tar', args, { input: gunzipSync(layer) }).toString()

  assert.is(tar('-tf', '-'), 'hello\n')
  assert.is(tar('-xOf', '-', 'hello'), 'world\n')
})

test('names its parts by their digests', () => {
  const { config, layer, manifest } = imageOf('hello', 'world\n')
  const parsed = JSON.parse(manifest.bytes.toString())

  assert.is(parsed.config.digest, digestOf(config))
  assert.is(parsed.layers[0].digest, digestOf(layer))
  assert.is(parsed.layers[0].size, layer.length)
  assert.equal(JSON.parse(config.toString()).rootfs.diff_ids, [digestOf(gunzipSync(layer))])
})

test('is the same wherever and whenever it is made', () => {
  assert.is(
    digestOf(imageOf('hello', 'world\n').manifest.bytes),
    'sha256:9be2daaebe66a6f350c87d90cf3b3a92ffd333b82741c5e4d08d7df5da22e8c6',
  )
})

test.run()
