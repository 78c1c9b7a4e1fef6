import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Digest, digestOf, parseTag } from '../../../../src/registry/oci/index.ts'
import { filesystemDriver } from '../../../../src/registry/storage/drivers/filesystem.ts'
import type { Driver } from '../../../../src/registry/storage/index.ts'
import {
  blobData,
  home,
  layerLink,
  QUARANTINE,
  ROOT,
  referrerLink,
  referrersMarker,
  revisionLink,
  TRASH,
  tagCurrentLink,
  tagHome,
  tagIndexLink,
  uploadData,
} from '../../../../src/registry/storage/layout.ts'
import { readLink } from '../../../../src/registry/storage/links.ts'
import {
  checkStorage,
  type FsckOptions,
} from '../../../../src/registry/storage/maintenance/fsck.ts'
import { type StoredImages, storedImages } from '../../../helpers/storedImages.ts'

const HOUR = 3_600_000
/** Nothing is in use any more at this time, nor being changed. */
const LATER = { patience: 0, now: () => Date.now() + 2 * HOUR }
const V1 = parseTag('v1') ?? fail()

interface Context {
  root: string
  driver: Driver
  app: StoredImages
  image: Digest
  layer: Digest
  signature: Digest
  index: Digest
}

const test = suite<Context>('checking a storage')
test.before.each(async context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-fsck-'))
  context.driver = hasty(filesystemDriver({ rootdirectory: context.root }))
  const app = storedImages(context.driver, 'team/app')
  context.app = app
  context.layer = await app.blob('a layer')
  context.image = await app.image({ layers: ['a layer'], tag: 'v1' })
  context.index = await app.index([context.image], { tag: 'all' })
  context.signature = await app.image({ layers: ['signed'], subject: context.image })
  await context.driver.write(referrersMarker(app.repository), Buffer.from(''))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

test('finds nothing wrong with what clients pushed, and counts it', async ({ driver }) => {
  const { repositories, manifests, blobs, findings } = await checkStorage(driver, LATER)

  assert.equal(findings, [])
  assert.equal({ repositories, manifests, blobs }, { repositories: 1, manifests: 3, blobs: 6 })
})

test('moves a blob with wrong bytes out of the way, and names the images that need it', async context => {
  const { root, driver, layer, app } = context
  const path = blobData(layer)
  writeFileSync(join(root, path), 'a laXer')

  assert.equal(await kinds(driver), ['danglingLayer', 'missingBlob', 'wrongBlob'])
  assert.equal(await kinds(driver, { repair: true }), ['danglingLayer', 'missingBlob', 'wrongBlob'])
  assert.is(await driver.stat(path), undefined)
  assert.ok(await driver.stat(`${QUARANTINE}/${layer.replace(':', '/')}/data`))
  // Only a push heals the image.
  assert.equal(await kinds(driver), ['missingBlob'])
  await app.blob('a layer')
  assert.equal(await kinds(driver), [])
})

test('sees a cut blob without reading it', async ({ root, driver, layer }) => {
  writeFileSync(join(root, blobData(layer)), 'a la')

  assert.equal(await kinds(driver, { fast: true }), ['wrongSize'])
})

test('writes torn links again from what their paths say', async context => {
  const { driver, app, layer, image, signature } = context
  const torn = [
    layerLink(app.repository, layer),
    revisionLink(app.repository, signature),
    tagIndexLink(app.repository, V1, image),
  ]
  for (const path of torn) await driver.write(path, Buffer.from('sha256:12'))
  await expectRepaired(driver, ['tornLink', 'tornLink', 'tornLink'])

  assert.equal(await Promise.all(torn.map(path => readLink(driver, path))), [
    layer,
    signature,
    image,
  ])
})

test('removes links to nothing', async ({ driver, app }) => {
  const [one, two, three] = ['one', 'two', 'three'].map(text => digestOf(Buffer.from(text)))
  if (!one || !two || !three) return
  await driver.write(layerLink(app.repository, one), Buffer.from(one))
  await driver.write(layerLink(app.repository, two), Buffer.from(''))
  await driver.write(revisionLink(app.repository, three), Buffer.from(three))

  await expectRepaired(driver, ['danglingLayer', 'danglingRevision', 'uselessLink'])
})

test('links again what a manifest needs and the storage has', async ({ driver, app, layer }) => {
  await driver.remove(dirname(layerLink(app.repository, layer)))

  await expectRepaired(driver, ['unlinkedBlob'])
  assert.is(await readLink(driver, layerLink(app.repository, layer)), layer)
})

test('links a manifest again that a tag points at', async ({ driver, app }) => {
  const image = await app.image({ layers: ['unlinked'], tag: 'unlinked' })
  await driver.remove(dirname(revisionLink(app.repository, image)))

  await expectRepaired(driver, ['unlinkedRevision'])
  assert.is(await readLink(driver, revisionLink(app.repository, image)), image)
})

test('removes a tag whose manifest is gone', async ({ driver, app }) => {
  const gone = await app.image({ layers: ['gone'], tag: 'gone' })
  await driver.remove(dirname(revisionLink(app.repository, gone)))
  await driver.remove(dirname(blobData(gone)))

  await expectRepaired(driver, ['danglingTag'])
})

test('points a torn tag at what it pointed at last', async ({ root, driver, app, image }) => {
  const newer = await app.image({ layers: ['newer'], tag: 'v1' })
  const before = new Date(Date.now() - HOUR)
  utimesSync(join(root, tagIndexLink(app.repository, V1, image)), before, before)
  await driver.write(tagCurrentLink(app.repository, V1), Buffer.from(''))

  await expectRepaired(driver, ['tornTag'])
  assert.is(await readLink(driver, tagCurrentLink(app.repository, V1)), newer)
})

test('removes a tag that points at nothing, unless it is being made', async ({ driver, app }) => {
  await driver.remove(tagCurrentLink(app.repository, V1))

  assert.equal(await kinds(driver, { now: Date.now }), [])
  await expectRepaired(driver, ['tagWithoutCurrent'])
  assert.equal(await driver.stat(tagHome(app.repository, V1)), undefined)
})

test('says which manifests it cannot read, and which children are missing', async context => {
  const { driver, app } = context
  await app.manifest('not JSON')
  await app.index([digestOf(Buffer.from('nowhere'))])

  assert.equal(await kinds(driver, { repair: true }), ['missingChild', 'unreadableManifest'])
  assert.equal(await kinds(driver, { needsChildren: false }), ['unreadableManifest'])
})

test('makes the list of referrers right again', async ({
  driver,
  app,
  image,
  signature,
  layer,
}) => {
  await driver.remove(dirname(referrerLink(app.repository, image, signature)))
  await driver.write(referrerLink(app.repository, layer, image), Buffer.from(image))

  await expectRepaired(driver, ['missingReferrer', 'staleReferrer'])
  assert.is(await readLink(driver, referrerLink(app.repository, image, signature)), signature)
})

test('removes uploads, files and directories that nobody goes on with', async context => {
  const { root, driver, app } = context
  await driver.write(uploadData(app.repository, 'lost'), Buffer.from('so far'))
  writeFileSync(join(root, dirname(blobData(context.layer)), '.0123abcd.tmp'), 'half')
  mkdirSync(join(root, home(app.repository), '..', 'empty/_manifests/tags'), { recursive: true })

  assert.equal(await kinds(driver, { now: Date.now }), [])
  await expectRepaired(driver, ['emptyDirectory', 'unfinished', 'uploadWithoutStart'])
  assert.is(await driver.stat(uploadData(app.repository, 'lost')), undefined)
  assert.equal(await list(driver, `${ROOT}/repositories/team`), ['app'])
})

test('puts back what a killed collector took', async ({ driver, layer }) => {
  const path = blobData(layer)
  await driver.move(path, `${TRASH}/2020/${path.slice(ROOT.length + 1)}`)

  assert.equal(await kinds(driver), ['danglingLayer', 'missingBlob', 'strandedTrash'])
  assert.equal(await kinds(driver, { repair: true }), ['strandedTrash'])
  assert.equal(await kinds(driver), [])
})

test.run()

/** Waits for no disk: nothing crashes here. */
function hasty(driver: Driver): Driver {
  const durable = false
  return {
    ...driver,
    write: (path, content) => driver.write(path, content, { durable }),
    move: (from, to) => driver.move(from, to, { durable }),
  }
}

async function kinds(driver: Driver, options: FsckOptions = {}): Promise<string[]> {
  const { findings } = await checkStorage(driver, { ...LATER, ...options })
  return findings.map(({ kind }) => kind).sort()
}

/** They are found without being touched, then found and repaired, then gone. */
async function expectRepaired(driver: Driver, expected: readonly string[]): Promise<void> {
  assert.equal(await kinds(driver), expected)
  const { findings, remaining } = await checkStorage(driver, { ...LATER, repair: true })
  assert.equal(findings.map(({ kind }) => kind).sort(), expected)
  assert.is(remaining, 0)
  assert.equal(await kinds(driver), [])
}

async function list(driver: Driver, prefix: string): Promise<string[]> {
  const names: string[] = []
  for await (const { name } of driver.list(prefix)) names.push(name)
  return names.sort()
}

function fail(): never {
  throw new Error('not a tag')
}
