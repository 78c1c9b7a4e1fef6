import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Disk, diskOf } from '../../../../src/registry/storage/drivers/disk.ts'
import { moveTo, replaceFile } from '../../../../src/registry/storage/drivers/durably.ts'
import { removeTree } from '../../../../src/registry/storage/drivers/removeTree.ts'
import { folder } from '../../../helpers/folder.ts'

/** A disk that notes what is done to it, in order. */
function noted(): { disk: Disk; notes: string[] } {
  const disk = diskOf({ isShared: false })
  const notes: string[] = []
  const files = new Map<number, string>()
  return {
    notes,
    disk: {
      ...disk,
      async open(path, flags, mode) {
        const descriptor = await disk.open(path, flags, mode)
        files.set(descriptor, path.replace(/\.[0-9a-f]{17,}\.tmp$/, 'TEMPORARY'))
        return descriptor
      },
      sync(descriptor) {
        notes.push(`sync ${files.get(descriptor)}`)
        return disk.sync(descriptor)
      },
      rename(from, to) {
        notes.push(`rename to ${to}`)
        return disk.rename(from, to)
      },
    },
  }
}

const test = suite('durable writing')

test('syncs a file, then gives it its name, then syncs the name; new directories before that', async () => {
  using directory = folder()
  const { disk, notes } = noted()
  const root = directory.path
  await replaceFile(disk, join(root, 'a/b/link'), Buffer.from('x'))

  assert.equal(notes, [
    `sync ${root}/a`,
    `sync ${root}`,
    `sync ${root}/a/b/TEMPORARY`,
    `rename to ${root}/a/b/link`,
    `sync ${root}/a/b`,
  ])
})

test('syncs nothing for what may be lost', async () => {
  using directory = folder()
  const { disk, notes } = noted()
  await replaceFile(disk, join(directory.path, 'a/link'), Buffer.from('x'), { durable: false })
  await moveTo(
    disk,
    { from: join(directory.path, 'a'), to: join(directory.path, 'c/d') },
    { durable: false },
  )

  assert.equal(
    notes.filter(note => note.startsWith('sync')),
    [],
  )
  assert.is(readFileSync(join(directory.path, 'c/d/link'), 'utf8'), 'x')
})

test('leaves nothing behind when the disk fails', async () => {
  using directory = folder()
  const { disk } = noted()
  const full: Disk = {
    ...disk,
    write: () => {
      throw new Error('ENOSPC')
    },
  }
  try {
    await replaceFile(full, join(directory.path, 'link'), Buffer.from('x'))
    assert.unreachable()
  } catch (error) {
    assert.is((error as Error).message, 'ENOSPC')
  }

  assert.equal(readdirSync(directory.path), [])
})

test('removes a tree, and nothing that a link in it points at', async () => {
  using directory = folder()
  const outside = join(directory.path, 'outside')
  const tree = join(directory.path, 'tree')
  mkdirSync(join(tree, 'a/b'), { recursive: true })
  mkdirSync(outside)
  writeFileSync(join(outside, 'kept'), 'x')
  symlinkSync(outside, join(tree, 'a/link'))
  for (let count = 0; count < 250; count++) writeFileSync(join(tree, `a/b/${count}`), 'x')
  for (const isShared of [false, true]) {
    await removeTree(diskOf({ isShared }), tree)
    await removeTree(diskOf({ isShared }), join(tree, 'none'))
  }

  assert.not(existsSync(tree))
  assert.equal(readdirSync(outside), ['kept'])
})

test.run()
