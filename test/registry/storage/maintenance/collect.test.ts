import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { digestOf } from '../../../../src/registry/oci/index.ts'
import { filesystemDriver } from '../../../../src/registry/storage/drivers/filesystem.ts'
import { memoryDriver } from '../../../../src/registry/storage/drivers/memory.ts'
import type { Driver } from '../../../../src/registry/storage/index.ts'
import {
  blobData,
  COLLECTOR,
  layerLink,
  REPOSITORIES,
  ROOT,
  revisionLink,
  TRASH,
} from '../../../../src/registry/storage/layout.ts'
import { collectGarbage } from '../../../../src/registry/storage/maintenance/collect.ts'
import { takeLease } from '../../../../src/registry/storage/maintenance/lease.ts'
import type { CollectorEvent } from '../../../../src/registry/storage/maintenance/run.ts'
import { objectsBelow } from '../../../../src/registry/storage/maintenance/walk.ts'
import { rejection } from '../../../helpers/rejection.ts'
import { type StoredImages, storedImages } from '../../../helpers/storedImages.ts'

const HOUR = 3_600_000
/** Everything that was stored is old at this time. */
const later = (): number => Date.now() + 2 * HOUR
const OLD = { grace: HOUR, now: later }

const test = suite<{ driver: Driver; app: StoredImages }>('collecting garbage')
test.before.each(context => {
  context.driver = memoryDriver()
  context.app = storedImages(context.driver, 'team/app')
})

test('leaves what is younger than the grace period', async ({ driver, app }) => {
  const blob = await app.blob('not needed')
  const { blobs, links } = await collectGarbage(driver, { grace: HOUR })

  assert.is(blobs + links, 0)
  assert.ok(await driver.stat(blobData(blob)))
})

test('counts and removes a blob that nothing needs, with its link', async ({ driver, app }) => {
  await app.image({ layers: ['needed'], tag: 'v1' })
  const blob = await app.blob('not needed')
  const { blobs, bytes, links, marked } = await collectGarbage(driver, OLD)

  assert.equal({ blobs, bytes, links, marked }, { blobs: 1, bytes: 10, links: 1, marked: 3 })
  assert.is(await driver.stat(blobData(blob)), undefined)
  assert.is(await driver.stat(layerLink(app.repository, blob)), undefined)
})

test('changes nothing in a dry run, and says what it would do', async ({ driver, app }) => {
  const blob = await app.blob('not needed')
  await app.image({ layers: ['needed'] })
  const before = await paths(driver)
  const events: CollectorEvent[] = []
  const options = { ...OLD, deleteUntagged: true, dryRun: true }
  await collectGarbage(driver, { ...options, tell: event => events.push(event) })

  assert.equal(await paths(driver), before)
  assert.is(events.filter(({ kind }) => kind === 'eligibleBlob').length, 4)
  assert.ok(events.some(event => event.kind === 'eligibleBlob' && event.digest === blob))
  assert.ok(events.some(event => event.kind === 'emptied' && event.repository === 'team/app'))
})

test('puts back what a manifest needs that came in between', async ({ driver, app }) => {
  const layer = await app.blob('a layer')
  const move: Driver['move'] = async (from, to, options) => {
    // The client was sure of its layer an instant before that goes away.
    if (from === layerLink(app.repository, layer)) await app.image({ layers: [], tag: 'other' })
    await driver.move(from, to, options)
    if (from !== layerLink(app.repository, layer)) return
    const content = { schemaVersion: 2, layers: [{ digest: layer, size: 7 }] }
    await app.manifest(JSON.stringify(content), 'late')
  }
  const { blobs } = await collectGarbage({ ...driver, move }, OLD)

  assert.is(blobs, 0)
  assert.ok(await driver.stat(blobData(layer)))
  assert.ok(await driver.stat(layerLink(app.repository, layer)))
})

test('puts back what was touched while it was taken away', async ({ driver, app }) => {
  const blob = await app.blob('asked for')
  const now = Date.now() + 1
  const move: Driver['move'] = async (from, to, options) => {
    await driver.move(from, to, options)
    if (from === layerLink(app.repository, blob)) await driver.touch(to)
  }
  while (Date.now() <= now);
  const { blobs, links } = await collectGarbage({ ...driver, move }, { grace: 0, now: () => now })

  assert.is(blobs + links, 0)
  assert.ok(await driver.stat(layerLink(app.repository, blob)))
})

test('keeps everything of a repository with a manifest that nobody can read', async ({
  driver,
  app,
}) => {
  const blob = await app.blob('may be needed')
  const broken = await app.manifest('not JSON')
  const stray = await storedImages(driver, 'team/other').blob('not needed')
  const { troubles, blobs } = await collectGarbage(driver, { ...OLD, deleteUntagged: true })

  assert.equal(
    troubles.map(({ path }) => path),
    [revisionLink(app.repository, broken)],
  )
  assert.is(blobs, 1)
  assert.ok(await driver.stat(blobData(blob)))
  assert.is(await driver.stat(blobData(stray)), undefined)
})

test('keeps what is linked under a name that is none', async ({ driver }) => {
  const blob = digestOf(Buffer.from('strange'))
  await driver.write(blobData(blob), Buffer.from('strange'))
  const link = `${REPOSITORIES}/Team/_layers/${blob.replace(':', '/')}/link`
  await driver.write(link, Buffer.from(blob))
  const { blobs, troubles } = await collectGarbage(driver, OLD)

  assert.is(blobs, 0)
  assert.is(troubles.length, 1)
})

test('reads manifests of the first version', async ({ driver, app }) => {
  const layer = await app.blob('old')
  await app.manifest(JSON.stringify({ schemaVersion: 1, fsLayers: [{ blobSum: layer }] }), 'v1')
  const { blobs, troubles } = await collectGarbage(driver, OLD)

  assert.is(blobs + troubles.length, 0)
})

test('puts everything back when it is interrupted', async ({ driver, app }) => {
  await app.blob('one')
  await app.blob('two')
  const before = await paths(driver)
  const interrupt = new AbortController()
  const tell = (): void => interrupt.abort(new Error('enough'))
  await rejection(collectGarbage(driver, { ...OLD, tell, signal: interrupt.signal }))

  assert.equal(await paths(driver), before)
})

test('puts back what a run left in the trash that was killed', async ({ driver, app }) => {
  const digest = await app.image({ layers: ['needed'], tag: 'v1' })
  const path = blobData(digest)
  await driver.move(path, `${TRASH}/2020-01-01T00-00-00.000Z/${path.slice(ROOT.length + 1)}`)
  const { blobs } = await collectGarbage(driver, OLD)

  assert.is(blobs, 0)
  assert.ok(await driver.stat(path))
  assert.not((await paths(driver)).some(path => path.startsWith(TRASH)))
})

test('keeps what it removed for as long as it is told', async ({ driver, app }) => {
  await app.blob('not needed')
  const keepTrash = 24 * HOUR
  const kept = async (): Promise<number> =>
    (await paths(driver)).filter(path => path.includes('/removed/')).length
  await collectGarbage(driver, { ...OLD, keepTrash })
  assert.is(await kept(), 2)
  await collectGarbage(driver, { ...OLD, keepTrash, now: () => later() + keepTrash + 1 })

  assert.is(await kept(), 0)
})

test('runs once at a time in a storage', async ({ driver, app }) => {
  const blob = await app.blob('not needed')
  {
    await using _lease = await takeLease(driver)
    assert.match(String(await rejection(collectGarbage(driver, { grace: 0 }))), 'already')
  }
  await collectGarbage(driver, OLD)

  assert.is(await driver.stat(blobData(blob)), undefined)
})

test('takes over from a collector that has not shown itself for long', async ({ driver }) => {
  await using _asleep = await takeLease(driver)
  await using _mine = await takeLease(driver, { now: later })

  assert.ok(await driver.stat(COLLECTOR))
})

test('gives up when another collector takes over', async ({ driver }) => {
  await using lease = await takeLease(driver, { heartbeat: 5 })
  await driver.write(COLLECTOR, Buffer.from(JSON.stringify({ id: 'x', host: 'there', pid: 7 })))
  while (!lease.signal.aborted) await turn()

  assert.match(String(lease.signal.reason), 'process 7 on there')
})

test('leaves no directory of an emptied repository behind', async () => {
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-collect-'))
  try {
    const driver = filesystemDriver({ rootdirectory: root })
    const subject = await storedImages(driver, 'team/app').image({ layers: ['one'] })
    await storedImages(driver, 'team/app').image({ layers: ['two'], subject })
    await storedImages(driver, 'team/app/deeper').image({ layers: ['one'], tag: 'v1' })
    const { repositories } = await collectGarbage(driver, { ...OLD, deleteUntagged: true })

    assert.is(repositories, 1)
    assert.equal(readdirSync(join(root, REPOSITORIES, 'team/app')), ['deeper'])
    assert.equal(readdirSync(join(root, ROOT, '_wharfinger')).sort(), ['collected'])
  } finally {
    rmSync(root, { recursive: true })
  }
})

test.run()

async function paths(driver: Driver): Promise<string[]> {
  const all: string[] = []
  for await (const path of objectsBelow(driver, ROOT)) all.push(path)
  return all.sort()
}
