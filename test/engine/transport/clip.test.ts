import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Clip } from '../../../src/engine/transport/clip.ts'

const chunks = fc.array(fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)))

test('keeps the first and the last bytes and counts the rest, whatever the chunks', () => {
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 60 }), (parts, kept) => {
      const whole = Buffer.concat(parts)
      const clip = new Clip(kept)
      for (const part of parts) clip.push(part)

      const { bytes, dropped } = clip.result()
      const expected =
        whole.length <= 2 * kept
          ? whole
          : Buffer.concat([whole.subarray(0, kept), whole.subarray(-kept)])
      assert.ok(bytes.equals(expected))
      assert.is(dropped, whole.length - expected.length)
      assert.is(clip.size, whole.length)
    }),
  )
})

test('loses nothing of what it keeps in a stream of single bytes', () => {
  const clip = new Clip(100)
  for (let i = 0; i < 100_000; i++) clip.push(Buffer.from([i % 256]))

  assert.is(clip.result().bytes.length, 200)
  assert.is(clip.result().dropped, 99_800)
})

test.run()
