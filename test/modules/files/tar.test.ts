import { execFileSync, spawnSync } from 'node:child_process'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { contentOf } from '../../../src/modules/files/content.ts'
import { tarOf } from '../../../src/modules/files/tar.ts'
import { rejection } from '../../helpers/rejection.ts'

test('makes what tar reads, members of every size', async () => {
  const sizes = [0, 1, 511, 512, 513, 70_000]
  const members = sizes.map((size, i) => ({
    name: String(i),
    content: contentOf(Buffer.alloc(size, `${i}`)),
  }))
  const archive = await buffer(tarOf(members))

  const list = execFileSync('tar', ['-tvf', '-'], { input: archive, encoding: 'utf8' })
  const found = list
    .trimEnd()
    .split('\n')
    .map(line => line.split(/\s+/))
  assert.equal(
    found.map(([, , size]) => Number(size)),
    sizes,
  )
  assert.equal(
    found.map(columns => columns.at(-1)),
    ['0', '1', '2', '3', '4', '5'],
  )
  const last = execFileSync('tar', ['-xOf', '-', '5'], { input: archive })
  assert.ok(last.equals(Buffer.alloc(70_000, '5')))
})

test('writes the size of what is huge in the form that has room for it', async () => {
  const size = 9 * 1024 ** 3
  const huge = { size, sha256: '', open: () => Readable.from([]) }
  const [header] = await tarOf([{ name: 'huge', content: huge }])
    .take(1)
    .toArray()

  // tar lists it, then misses the nine gigabytes.
  const { stdout } = spawnSync('tar', ['-tvf', '-'], { input: header, encoding: 'utf8' })
  assert.match(stdout, String(size))
})

test('refuses a file that is not what it was when it was looked at', async () => {
  const grown = { ...contentOf('four'), open: () => Readable.from([Buffer.from('fourteen')]) }

  const error = await rejection(buffer(tarOf([{ name: '0', content: grown }])))
  assert.match(error.message, /changed while it was being sent/)
})

test.run()
