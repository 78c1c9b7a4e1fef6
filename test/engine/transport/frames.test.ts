import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, FrameScanner } from '../../../src/engine/transport/frames.ts'

const NONCES = ['a', 'b', 'c'].map(letter => letter.repeat(32))

function scan(chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = []
  const scanner = new FrameScanner(NONCES, frame => frames.push(frame))
  for (const chunk of chunks) scanner.push(chunk)
  return frames
}

/** Cuts bytes at these places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map(place => place % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  )
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
}

test('finds the same frames and the same output however the stream is cut', () => {
  // Bytes of the nonces themselves, NUL and 0xff: the worst that output can hold.
  const output = fc.array(fc.constantFrom(0, 0xff, 0x0a, 0x61, 0x62, 0x63), { maxLength: 80 })
  fc.assert(
    fc.property(output, output, fc.array(fc.nat(400)), (first, second, places) => {
      const [a, b, c] = NONCES
      const bytes = Buffer.concat([
        Buffer.from(first.filter(byte => byte !== 0x61)),
        Buffer.from(`${a} cut\n`),
        Buffer.from(second.filter(byte => byte !== 0x61 && byte !== 0x62)),
        Buffer.from(`${a} ok 0\n${b} failed 3\n${c} end \n`),
      ])

      const frames = scan(cut(bytes, places))

      assert.equal(
        frames.map(({ index, words }) => [index, ...words]),
        [
          [0, 'cut'],
          [0, 'ok', '0'],
          [1, 'failed', '3'],
          [2, 'end', ''],
        ],
      )
      assert.equal(
        [...(frames[0]?.output.bytes ?? [])],
        first.filter(byte => byte !== 0x61),
      )
    }),
  )
})

test('takes a frame for one in the middle of a line', () => {
  const [frame] = scan([Buffer.from(`no newline here${NONCES[0]} ok 0\n`)])

  assert.is(frame?.output.bytes.toString(), 'no newline here')
})

test('takes the end for the next frame when a batch stops early', () => {
  const frames = scan([Buffer.from(`${NONCES[0]} failed 1\n${NONCES[2]} end stop\n`)])

  assert.equal(
    frames.map(frame => frame.index),
    [0, 2],
  )
})

test('does not mistake a nonce that was used for the next one', () => {
  const frames = scan([
    Buffer.from(`${NONCES[0]} ok 0\n${NONCES[1]} ok 0\nfaked ${NONCES[0]} failed 9\n`),
    Buffer.from(`${NONCES[2]} end \n`),
  ])

  assert.equal(
    frames.map(frame => frame.index),
    [0, 1, 2],
  )
  assert.match(frames[2]?.output.bytes.toString() ?? '', 'faked')
})

test('refuses a frame that has no end', () => {
  assert.throws(() => scan([Buffer.from(NONCES[0] + 'x'.repeat(1000))]), /a frame without end/)
})

test.run()
