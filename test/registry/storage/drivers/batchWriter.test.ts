import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BatchWriter } from '../../../../src/registry/storage/drivers/batchWriter.ts'
import { giveSlab, takeSlab } from '../../../../src/registry/storage/drivers/slabs.ts'

const test = suite('batch writer')

/** A file that takes a third of each write, as a file system under pressure may. */
class ShortFile {
  content = Buffer.alloc(0)
  running = 0
  most = 0

  write(_: number, bytes: Uint8Array, position: number): Promise<number> {
    return this.#take(Buffer.from(bytes.subarray(0, Math.ceil(bytes.length / 3))), position)
  }

  async #take(bytes: Uint8Array, position: number) {
    this.most = Math.max(this.most, ++this.running)
    await new Promise(setImmediate)
    const length = Math.max(this.content.length, position + bytes.length)
    const grown = Buffer.alloc(length)
    this.content.copy(grown)
    grown.set(bytes, position)
    this.content = grown
    this.running--
    return bytes.length
  }
}

test('finishes writes that were cut short, in order, one at a time', async () => {
  const file = new ShortFile()
  const writer = new BatchWriter(file, 0, 0)
  const sent = Array.from({ length: 40 }, (_, index) => Buffer.alloc(60_000, index))
  for (const chunk of sent) await writer.write(chunk)

  assert.is(await writer.end(), 40 * 60_000)
  assert.ok(file.content.equals(Buffer.concat(sent)))
  assert.is(file.most, 1)
})

test('hands a failed write to the next call', async () => {
  const full = {
    write: async () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
    },
  }
  const writer = new BatchWriter(full, 0, 0)
  await writer.write(Buffer.alloc(600_000))
  try {
    await writer.end()
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'no space')
  }
})

test('has enough memory for any number of slow streams, in order and whole', async () => {
  const files = Array.from({ length: 120 }, () => new ShortFile())
  const writers = files.map(file => new BatchWriter(file, 0, 0))
  // Nobody fills a slab, so nobody gives one back.
  for (const text of ['one ', 'two ', 'three']) {
    await Promise.all(writers.map(writer => writer.write(Buffer.from(text))))
  }
  await Promise.all(writers.map(writer => writer.end()))

  for (const file of files) assert.is(file.content.toString(), 'one two three')
  const slabs = Array.from({ length: 96 }, takeSlab)
  assert.is(slabs.filter(Boolean).length, 96)
  assert.is(takeSlab(), undefined)
  for (const slab of slabs) if (slab) giveSlab(slab)
})

test.run()
