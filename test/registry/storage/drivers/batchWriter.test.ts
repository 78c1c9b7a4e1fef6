import type { FileHandle } from 'node:fs/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BatchWriter } from '../../../../src/registry/storage/drivers/batchWriter.ts'

const test = suite('batch writer')

/** A file that takes a third of each write, as a file system under pressure may. */
class ShortFile {
  content = Buffer.alloc(0)
  running = 0
  most = 0

  async write(buffer: Uint8Array, offset: number, length: number, position: number) {
    const part = buffer.subarray(offset, offset + Math.ceil(length / 3))
    return this.#take(Buffer.from(part), position)
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
    return { bytesWritten: bytes.length }
  }
}

test('finishes writes that were cut short, in order, one at a time', async () => {
  const file = new ShortFile()
  // Only `write` is called.
  const writer = new BatchWriter(file as unknown as FileHandle, 0)
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
  const writer = new BatchWriter(full as unknown as FileHandle, 0)
  await writer.write(Buffer.alloc(600_000))
  try {
    await writer.end()
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), 'no space')
  }
})

test.run()
