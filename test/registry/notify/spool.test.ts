import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Backlog } from '../../../src/registry/notify/queue.ts'
import { segmentName } from '../../../src/registry/notify/spool/segment.ts'
import { SpoolReader } from '../../../src/registry/notify/spool/spoolReader.ts'
import { SpoolWriter } from '../../../src/registry/notify/spool/spoolWriter.ts'

const test = suite<{ folder: string }>('spool')
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'wharfinger-spool-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

function writer(folder: string, most = 100): SpoolWriter {
  return new SpoolWriter(folder, {
    endpoint: 'e',
    most,
    failed(error) {
      throw error
    },
  })
}

/** The next events, all of them delivered. */
async function take(backlog: Backlog, most = Number.POSITIVE_INFINITY): Promise<string[]> {
  const events: string[] = []
  while (events.length < most) {
    const event = await backlog.next()
    if (event === undefined) break
    events.push(event)
    await backlog.done()
  }
  return events
}

test('gives events in their order, the same one until it is done', async ({ folder }) => {
  const queue = writer(folder)
  for (const event of ['1', '2', '3']) assert.ok(queue.add(event))
  await queue.close()

  const backlog = await SpoolReader.open(folder)
  assert.is(await backlog.pending(), 3)
  assert.is(await backlog.next(), '1')
  assert.is(await backlog.next(), '1')
  assert.equal(await take(backlog), ['1', '2', '3'])
  assert.is(await backlog.pending(), 0)
})

test('goes on after a restart where it was', async ({ folder }) => {
  const queue = writer(folder)
  for (const event of ['1', '2', '3']) queue.add(event)
  await queue.close()
  const first = await SpoolReader.open(folder)
  assert.equal(await take(first, 2), ['1', '2'])
  await first.close()

  const later = writer(folder)
  later.add('4')
  await later.close()
  assert.equal(await take(await SpoolReader.open(folder)), ['3', '4'])
})

test('takes from several writers in the order of time', async ({ folder }) => {
  writeFileSync(join(folder, segmentName(1, 'a')), '10 a1\n30 a2\n31 a3\n')
  writeFileSync(join(folder, segmentName(2, 'b')), '20 b1\n40 b2\n')

  assert.equal(await take(await SpoolReader.open(folder)), ['a1', 'b1', 'a2', 'a3', 'b2'])
})

test('keeps what two writers add at once', async ({ folder }) => {
  const writers = [writer(folder), writer(folder)]
  const backlog = await SpoolReader.open(folder)
  const all = new Set<string>()
  for (let round = 0; round < 20; round += 1) {
    for (const [index, queue] of writers.entries()) {
      queue.add(`${index}-${round}`)
      all.add(`${index}-${round}`)
    }
    if (round % 5 === 0) for (const event of await take(backlog)) assert.ok(all.delete(event))
  }
  await Promise.all(writers.map(queue => queue.close()))

  const rest = await take(await reopened(backlog, folder))
  for (const event of rest) assert.ok(all.delete(event), event)
  assert.is(all.size, 0)
})

async function reopened(backlog: Backlog, folder: string): Promise<Backlog> {
  await backlog.close()
  return SpoolReader.open(folder)
}

test('leaves out a line that was never finished', async ({ folder }) => {
  const torn = join(folder, segmentName(1, 'a'))
  writeFileSync(torn, '10 whole\n11 to')
  const backlog = await SpoolReader.open(folder)
  assert.equal(await take(backlog), ['whole'])

  writeFileSync(join(folder, segmentName(2, 'a')), '12 next\n')
  assert.equal(await take(await reopened(backlog, folder)), ['next'])
  assert.not.ok(readdirSync(folder).includes(segmentName(1, 'a')))
})

test('removes what a writer left long ago, once it is delivered', async ({ folder }) => {
  const name = segmentName(1, 'a')
  writeFileSync(join(folder, name), '10 last\n')
  const backlog = await SpoolReader.open(folder)
  assert.equal(await take(backlog), ['last'])
  assert.ok(readdirSync(folder).includes(name))

  utimesSync(join(folder, name), 1000, 1000)
  assert.equal(await take(await reopened(backlog, folder)), [])
  assert.not.ok(readdirSync(folder).includes(name))
})

test('waits for the end of a line that is being written', async ({ folder }) => {
  const file = join(folder, segmentName(1, 'a'))
  writeFileSync(file, '10 fir')
  assert.equal(await take(await SpoolReader.open(folder)), [])

  appendFileSync(file, 'st\n')
  assert.equal(await take(await SpoolReader.open(folder)), ['first'])
})

test('reads events of any size', async ({ folder }) => {
  const queue = writer(folder)
  const large = 'x'.repeat(700_000)
  queue.add(large)
  queue.add('small')
  await queue.close()

  assert.equal(await take(await SpoolReader.open(folder)), [large, 'small'])
})

test('refuses new events when it is full, and takes them again once some are delivered', async ({
  folder,
}) => {
  const queue = writer(folder, 3)
  assert.equal(
    ['1', '2', '3', '4'].map(event => queue.add(event)),
    [true, true, true, false],
  )
  await queue.close()

  const next = writer(folder, 3)
  const backlog = await SpoolReader.open(folder)
  assert.equal(await take(backlog, 2), ['1', '2'])
  await backlog.close()
  // It finds out how full it is when it has something to add.
  while (!next.add('5')) await new Promise(resolve => setTimeout(resolve, 5))
  await next.close()
  assert.equal(await take(await SpoolReader.open(folder)), ['3', '5'])
})

test('survives a position that makes no sense', async ({ folder }) => {
  writeFileSync(join(folder, segmentName(1, 'a')), '10 a1\n')
  for (const text of [
    '{',
    '[]',
    'null',
    '{"x": 3}',
    `{"${segmentName(1, 'a')}": {"offset": -1.5}}`,
  ]) {
    writeFileSync(join(folder, 'position.json'), text)
    assert.is(await (await SpoolReader.open(folder)).next(), 'a1', text)
  }
})

test.run()
