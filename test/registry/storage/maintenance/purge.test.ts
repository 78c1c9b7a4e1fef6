import { mkdtempSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRepository } from '../../../../src/registry/oci/index.ts'
import { filesystemDriver } from '../../../../src/registry/storage/drivers/filesystem.ts'
import type { Driver } from '../../../../src/registry/storage/index.ts'
import { upload, uploadData, uploadStartedAt } from '../../../../src/registry/storage/layout.ts'
import { purgeUploads } from '../../../../src/registry/storage/maintenance/purge.ts'
import { purgeOnce } from '../../../../src/registry/storage/maintenance/purging.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-03-20T12:00:00Z')
const WEEK_OLD = { age: 7 * DAY, now: () => NOW }

const test = suite<{ root: string; driver: Driver }>('purging uploads')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-purge-'))
  context.driver = filesystemDriver({ rootdirectory: context.root })
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

test('removes uploads that began longer ago than the age, and no others', async context => {
  await begin(context, 'old', { started: NOW - 8 * DAY, changed: NOW - 8 * DAY })
  await begin(context, 'young', { started: NOW - 6 * DAY, changed: NOW - 6 * DAY })
  const { uploads } = await purgeUploads(context.driver, WEEK_OLD)

  assert.is(uploads, 1)
  assert.equal(await ids(context.driver), ['young'])
})

test('leaves an upload alone that somebody still sends to', async context => {
  await begin(context, 'slow', { started: NOW - 30 * DAY, changed: NOW - HOUR / 2 })
  await purgeUploads(context.driver, WEEK_OLD)

  assert.equal(await ids(context.driver), ['slow'])
})

test('goes by the last change where nobody wrote down the beginning', async context => {
  for (const started of ['', 'yesterday', undefined]) {
    const suffix = started ?? 'none'
    await begin(context, `old${suffix}`, { started, changed: NOW - 8 * DAY })
    await begin(context, `young${suffix}`, { started, changed: NOW - DAY })
  }
  await purgeUploads(context.driver, WEEK_OLD)

  assert.equal(await ids(context.driver), ['young', 'youngnone', 'youngyesterday'])
})

test('believes no time that has not come yet', async context => {
  const future = NOW + 3650 * DAY
  await begin(context, 'ahead', { started: future, changed: NOW - 8 * DAY })
  await begin(context, 'touched-ahead', { started: NOW - 8 * DAY, changed: future })
  await begin(context, 'nothing-known', { started: future, changed: future })
  await purgeUploads(context.driver, WEEK_OLD)

  assert.equal(await ids(context.driver), ['nothing-known'])
})

test('says what it would do, in words that people know, and does nothing in a dry run', async context => {
  await begin(context, 'old', { started: NOW - 8 * DAY, changed: NOW - 8 * DAY })
  const lines: string[] = []
  const log = {
    info: (line: string) => lines.push(line),
    error: (line: string) => lines.push(line),
  }
  await purgeOnce(context.driver, { ...WEEK_OLD, dryRun: true, log })

  assert.equal(lines, [
    'PurgeUploads starting: olderThan=2026-03-13T12:00:00.000Z, actuallyDelete=false',
    'Upload purged',
    'Purge uploads finished.  Num deleted=1, num errors=0',
  ])
  assert.equal(await ids(context.driver), ['old'])
})

test('goes on with other uploads when one cannot be removed', async context => {
  for (const id of ['one', 'stuck', 'two']) {
    await begin(context, id, { started: NOW - 8 * DAY, changed: NOW - 8 * DAY })
  }
  const remove: Driver['remove'] = async path => {
    if (path.endsWith('stuck')) throw new Error('input/output error')
    await context.driver.remove(path)
  }
  const { uploads, troubles } = await purgeUploads({ ...context.driver, remove }, WEEK_OLD)

  assert.is(uploads, 2)
  assert.match(troubles[0]?.path ?? '', 'stuck')
  assert.equal(await ids(context.driver), ['stuck'])
})

test.run()

const REPOSITORY = parseRepository('team/app') ?? fail()

async function begin(
  { root, driver }: { root: string; driver: Driver },
  id: string,
  { started, changed }: { started: number | string | undefined; changed: number },
): Promise<void> {
  const text = typeof started === 'number' ? new Date(started).toISOString() : started
  const paths = [uploadData(REPOSITORY, id)]
  await driver.write(uploadData(REPOSITORY, id), Buffer.from('so far'))
  if (text !== undefined) {
    paths.push(uploadStartedAt(REPOSITORY, id))
    await driver.write(uploadStartedAt(REPOSITORY, id), Buffer.from(text))
  }
  for (const path of paths) utimesSync(join(root, path), new Date(changed), new Date(changed))
}

async function ids(driver: Driver): Promise<string[]> {
  const found: string[] = []
  for await (const { name } of driver.list(upload(REPOSITORY, '').slice(0, -1))) found.push(name)
  return found.sort()
}

function fail(): never {
  throw new Error('not a repository')
}
