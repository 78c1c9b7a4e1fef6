import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ClaimedBacklog } from '../../../src/registry/notify/claimedBacklog.ts'
import { segmentName } from '../../../src/registry/notify/spool/segment.ts'
import { SpoolReader } from '../../../src/registry/notify/spool/spoolReader.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'

const test = suite<{ folder: string }>('claimed backlog')
test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'wharfinger-claimed-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

function backlog(folder: string): ClaimedBacklog {
  const driver = filesystemDriver({ rootdirectory: folder })
  return new ClaimedBacklog(
    async () => (await driver.claim?.('spool')) ?? { kind: 'held' },
    () => SpoolReader.open(join(folder, 'spool')),
  )
}

test('is read by one registry at a time, and by the next where that one ended', async ({
  folder,
}) => {
  mkdirSync(join(folder, 'spool'))
  writeFileSync(join(folder, 'spool', segmentName(1, 'a')), '1 first\n2 second\n')
  const one = backlog(folder)
  const other = backlog(folder)

  assert.is(await one.next(), 'first')
  assert.is(await other.next(), undefined)
  await one.done()
  await one.close()
  await other.close()
  const next = backlog(folder)
  assert.is(await next.next(), 'second')
  await next.close()
})

test('has nothing to give before there is anything', async ({ folder }) => {
  const early = backlog(folder)

  assert.is(await early.next(), undefined)
  assert.is(await early.pending(), 0)
  await early.close()
})

test.run()
