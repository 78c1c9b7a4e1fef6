import { Writable } from 'node:stream'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { lineWriter } from '../../../src/registry/observe/lineWriter.ts'

const test = suite('line writer')

/** A stream whose reader takes nothing until it is told to. */
function stalled() {
  const writes: string[] = []
  let resume: (() => void) | undefined
  let isStalled = true
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      writes.push(text)
      if (isStalled) resume = done
      else done()
    },
  })
  const go = () => {
    isStalled = false
    resume?.()
  }
  return { stream, writes, go }
}

const turn = () => new Promise(setImmediate)

test('writes all lines of one turn at once', async () => {
  const { stream, writes, go } = stalled()
  go()
  const writer = lineWriter(stream)

  writer.write('one\n')
  writer.write('two\n')
  assert.equal(writes, [])
  await turn()
  assert.equal(writes, ['one\ntwo\n'])
})

test('keeps lines whole in writes of a limited size', async () => {
  const { stream, writes, go } = stalled()
  go()
  const writer = lineWriter(stream, 10)

  for (const line of ['1234\n', '5678\n', 'ü90\n', 'longer than that\n']) writer.write(line)
  writer.flush()
  await turn()
  assert.equal(writes, ['1234\n5678\n', 'ü90\n', 'longer than that\n'])
})

test('drops the least important lines of a reader that is too slow, and says how many', async () => {
  const { stream, writes, go } = stalled()
  const told: number[] = []
  const writer = lineWriter(stream)
  writer.whenDropped(lines => told.push(lines))
  const line = `${'x'.repeat(1023)}\n`

  for (let index = 0; index < 2000; index += 1) writer.write(line)
  writer.write('an error\n', 'error')
  for (let index = 0; index < 5000; index += 1) writer.write(line, 'error')
  const waiting = stream.writableLength
  assert.ok(waiting <= 4 * 1024 * 1024, String(waiting))
  go()
  await turn()
  await turn()
  const lines = writes.join('').split('\n')
  assert.ok(lines.includes('an error'))
  assert.equal(told, [7001 - (lines.length - 1)])
})

test('goes on when nobody reads any more', async () => {
  const stream = new Writable({ write: (_, __, done) => done(new Error('EPIPE')) })
  const writer = lineWriter(stream)

  writer.write('one\n')
  await turn()
  writer.write('two\n')
  await turn()
  writer.flush()
})

test.run()
