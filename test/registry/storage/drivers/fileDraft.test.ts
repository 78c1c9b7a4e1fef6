import {
  existsSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Inflow } from '../../../../src/registry/storage/driver.ts'
import { type Disk, diskOf } from '../../../../src/registry/storage/drivers/disk.ts'
import { FileDraft } from '../../../../src/registry/storage/drivers/fileDraft.ts'

const test = suite<{ root: string }>('drafts as files')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-draft-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

function drafts(root: string, disk: Disk) {
  const fileOf = (path: string): string => join(root, path)
  return (path: string) => FileDraft.open(fileOf(path), { disk, fileOf })
}

/** A disk that notes in which order what counts after a power failure is done. */
function noted(root: string, { isShared }: { isShared: boolean }) {
  const disk = diskOf({ isShared })
  const notes: string[] = []
  const noting: Disk = {
    ...disk,
    syncData(descriptor, size) {
      notes.push(`sync ${size} bytes`)
      return disk.syncData(descriptor, size)
    },
    rename(from, to) {
      if (!to.endsWith('.tmp')) notes.push(`rename to ${to.slice(root.length + 1)}`)
      return disk.rename(from, to)
    },
  }
  return { disk: noting, notes }
}

test('is durable before it has its name', async ({ root }) => {
  const { disk, notes } = noted(root, { isShared: false })
  await using draft = await drafts(root, disk)('up/data')
  await draft.append(chunks('some ', 'bytes'))
  assert.equal(notes, [])
  await draft.commit('blob/data')

  assert.equal(notes, ['sync 10 bytes', 'rename to blob/data'])
})

test('is durable after each part where others go on with it', async ({ root }) => {
  const { disk, notes } = noted(root, { isShared: true })
  await using draft = await drafts(root, disk)('up/data')
  await draft.append(chunks('some '))
  await draft.append(chunks('bytes'))

  assert.equal(notes, ['sync 5 bytes', 'sync 10 bytes'])
})

test('stays where it is when it cannot get its name', async ({ root }) => {
  const open = drafts(root, diskOf({ isShared: false }))
  writeFileSync(join(root, 'blob'), 'in the way')
  {
    await using draft = await open('up/data')
    await draft.append(chunks('some '))
    try {
      await draft.commit('blob/data')
      assert.unreachable()
    } catch (error) {
      assert.match(String(error), /ENOTDIR|EEXIST/)
    }
  }
  await using again = await open('up/data')
  await again.append(chunks('bytes'))
  await again.commit('elsewhere')

  assert.is(readFileSync(join(root, 'elsewhere'), 'utf8'), 'some bytes')
  assert.equal(readdirSync(join(root, 'up')), [])
})

test('closes its file after the last write, however the sender goes away', async ({ root }) => {
  mkdirSync(join(root, 'up'))
  const plain = diskOf({ isShared: true })
  let writing = 0
  let most = 0
  const closedWhileWriting: boolean[] = []
  const disk: Disk = {
    ...plain,
    async write(descriptor, bytes, position) {
      writing += 1
      most = Math.max(most, writing)
      for (let wait = 0; wait < 20; wait++) await turn()
      const written = await plain.write(descriptor, bytes, position)
      writing -= 1
      return written
    },
    close(descriptor) {
      fstatSync(descriptor)
      closedWhileWriting.push(writing > 0)
      return plain.close(descriptor)
    },
  }
  const leaving: Inflow = {
    async *[Symbol.asyncIterator]() {
      for (let part = 0; part < 20; part++) yield Buffer.alloc(60_000, part)
      throw new Error('the client went away')
    },
  }
  {
    await using draft = await drafts(root, disk)('up/data')
    await draft.append(leaving).catch(() => undefined)
    assert.is(draft.size, 20 * 60_000)
  }

  assert.is(most, 1)
  assert.equal(closedWhileWriting, [false])
})

test('finds all that another process wrote since', async ({ root }) => {
  const [one, two] = [1, 2].map(() => drafts(root, diskOf({ isShared: false })))
  await using first = await one?.('up/data')
  await first?.append(chunks('one '))
  {
    await using second = await two?.('up/data')
    await second?.append(chunks('two'))
  }
  await using again = await one?.('up/data')

  assert.is(again?.size, 7)
  assert.ok(existsSync(join(root, 'up/data')))
})

test.run()
