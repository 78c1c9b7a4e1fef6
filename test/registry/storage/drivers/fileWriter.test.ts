import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { diskOf } from '../../../../src/registry/storage/drivers/disk.ts'
import { FileWriter } from '../../../../src/registry/storage/drivers/fileWriter.ts'
import { Pace } from '../../../../src/registry/storage/drivers/pace.ts'
import { folder } from '../../../helpers/folder.ts'

const disk = diskOf({ isShared: false })

const test = suite('file writer')

test('writes every chunk in its place, at once and then in batches', async () => {
  using directory = folder()
  const file = join(directory.path, 'data')
  await using handle = await open(file, 'wx+')
  let now = 0
  let perCall = 0
  // A call asks for the time twice: the disk gets slow in the middle of the stream.
  const pace = new Pace({ now: () => (now += perCall), transfers: () => now })
  const writer = new FileWriter({ ...disk, pace }, handle.fd, 0)
  const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(50_000 + index, index))
  for (const [index, chunk] of chunks.entries()) {
    if (index === 20) perCall = 30
    await writer.write(chunk)
  }
  const end = await writer.end()

  assert.is(end, Buffer.concat(chunks).length)
  assert.ok(readFileSync(file).equals(Buffer.concat(chunks)))
})

test('begins where it is told to', async () => {
  using directory = folder()
  const file = join(directory.path, 'data')
  await using handle = await open(file, 'wx+')
  await handle.write('first ')
  const writer = new FileWriter(disk, handle.fd, 6)
  await writer.write(Buffer.from('second'))

  assert.is(await writer.end(), 12)
  assert.is(readFileSync(file, 'utf8'), 'first second')
})

test('stays where it is when the disk fails', async () => {
  using directory = folder()
  const file = join(directory.path, 'data')
  await (await open(file, 'wx')).close()
  await using handle = await open(file, 'r')
  const writer = new FileWriter(disk, handle.fd, 0)
  try {
    await writer.write(Buffer.from('no'))
    assert.unreachable()
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'EBADF')
  }

  assert.is(await writer.end(), 0)
})

test.run()
