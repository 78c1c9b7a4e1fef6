import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Digest,
  digestOf,
  OciError,
  parseRepository,
} from '../../../src/registry/oci/index.ts'
import { blobsIn } from '../../../src/registry/storage/blobs.ts'
import { contentOf, type Driver, type Inflow } from '../../../src/registry/storage/driver.ts'
import { filesystemDriver } from '../../../src/registry/storage/drivers/filesystem.ts'
import { memoryDriver } from '../../../src/registry/storage/drivers/memory.ts'
import { blobData } from '../../../src/registry/storage/layout.ts'
import {
  type Appended,
  type Upload,
  type Uploads,
  type UploadsOptions,
  uploadsIn,
} from '../../../src/registry/storage/uploads.ts'
import type { Peers } from '../../../src/registry/workers/peers.ts'
import { DelayedStore } from '../../helpers/delayedStore.ts'
import { there } from '../../helpers/there.ts'
import { troubledDriver } from '../../helpers/troubledDriver.ts'

const REPOSITORY = there(parseRepository('demo/app'))
/** Looks after what comes in as often as it can, and doesn't wait for others for long. */
const QUICK = { lock: { beat: 2, patience: 500 } }

const test = suite<{ root: string }>('uploads in storage')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-uploads-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

function uploadsOn(driver: Driver, options: UploadsOptions = QUICK): Uploads {
  return uploadsIn(driver, blobsIn(driver), options)
}

/** Uploads as two processes see them. */
function twoOn(root: string): readonly [Uploads, Uploads, Driver] {
  const [one, two] = [1, 2].map(() => filesystemDriver({ rootdirectory: root }))
  return [uploadsOn(there(one)), uploadsOn(there(two)), there(two)]
}

async function* bytes(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

interface Deferred {
  readonly promise: Promise<void>
  resolve(): void
  reject(reason: Error): void
}

function deferred(): Deferred {
  const made = {} as { resolve(): void; reject(reason: Error): void }
  const promise = new Promise<void>((resolve, reject) => Object.assign(made, { resolve, reject }))
  return { promise, ...made }
}

/** A body whose sender falls silent after a text; `silent` resolves when that has been taken. */
function hanging(text: string) {
  const silent = deferred()
  const end = deferred()
  const body: Inflow = {
    async *[Symbol.asyncIterator]() {
      yield Buffer.from(text)
      silent.resolve()
      await end.promise
    },
    breakOff: reason => end.reject(reason),
  }
  end.promise.catch(() => undefined)
  return { body, silent: silent.promise, end: () => end.reject(new Error('the client went away')) }
}

async function refusalOf(outcome: Promise<unknown>): Promise<string> {
  try {
    await outcome
    return 'none'
  } catch (error) {
    return error instanceof OciError ? `${error.status} ${error.message}` : String(error)
  }
}

function digest(text: string): Digest {
  return digestOf(Buffer.from(text))
}

async function stored(driver: Driver, text: string): Promise<string | undefined> {
  return (await contentOf(driver, blobData(digest(text))))?.toString()
}

test('takes the parts of an upload from two processes in turn', async ({ root }) => {
  const [one, two, driver] = twoOn(root)
  const upload = await one.start(REPOSITORY)
  let size = 0
  const texts = Array.from({ length: 20 }, (_, index) => `part ${index} `)
  for (const [index, text] of texts.entries()) {
    const uploads = index % 2 === 0 ? two : one
    const found = there(await uploads.find(REPOSITORY, upload.id))
    const appended = await uploads.append(found, { body: bytes(text), at: size })
    assert.is(appended.kind, 'appended')
    size = appended.size
  }
  await one.finish(upload, digest(texts.join('')))

  assert.is(await stored(driver, texts.join('')), texts.join(''))
})

test('lets one of two processes write at a time, so that the other one sees all of it', async ({
  root,
}) => {
  const [one, two] = twoOn(root)
  const upload = await one.start(REPOSITORY)
  const outcomes: Appended[] = []
  await Promise.all(
    [one, two, one, two].map(async uploads => {
      outcomes.push(await uploads.append(upload, { body: bytes('ab', 'cd'), at: 0 }))
    }),
  )

  assert.equal(outcomes.map(({ kind, size }) => `${kind} ${size}`).sort(), [
    'appended 4',
    ...Array.from({ length: 3 }, () => 'misplaced 4'),
  ])
})

for (const [name, two] of [
  ['the same process', (uploads: Uploads) => uploads],
  ['another process', (_: Uploads, root: string) => twoOn(root)[1]],
] as const) {
  test(`does not let a client that fell silent keep its own retry waiting, in ${name}`, async ({
    root,
  }) => {
    const driver = filesystemDriver({ rootdirectory: root })
    const uploads = uploadsOn(driver)
    const other = two(uploads, root)
    const upload = await uploads.start(REPOSITORY)
    const { body, silent, end } = hanging('first ')
    const first = refusalOf(uploads.append(upload, { body }))
    await silent
    const again = await other.append(upload, { body: bytes('second'), at: 6 })
    assert.equal(again, { kind: 'appended', size: 12 })
    await other.finish(upload, digest('first second'))
    end()

    assert.not.match(await first, /^none/)
    assert.is(await stored(driver, 'first second'), 'first second')
  })
}

test('does not wait for long for a client that still sends', async () => {
  const uploads = uploadsOn(memoryDriver(), { lock: { beat: 1000, patience: 20 } })
  const upload = await uploads.start(REPOSITORY)
  const { body, silent, end } = hanging('first')
  const first = refusalOf(uploads.append(upload, { body }))
  await silent
  const second = await refusalOf(uploads.append(upload, { body: bytes('second') }))
  end()
  await first

  assert.match(second, /^503 .*another request is sending to this upload/)
  assert.equal(await uploads.append(upload, { body: bytes(' more'), at: 5 }), {
    kind: 'appended',
    size: 10,
  })
})

test('knows no upload any more that was cancelled or finished while a request waited', async ({
  root,
}) => {
  const [one, two] = twoOn(root)
  const upload = await one.start(REPOSITORY)
  const { body, silent, end } = hanging('first')
  const first = refusalOf(one.append(upload, { body }))
  await silent
  const waiting = [one.cancel(upload), refusalOf(one.append(upload, { body: bytes('late') }))]
  const outcome = await Promise.all(waiting)
  end()
  await first

  assert.match(String(outcome[1]), /^404/)
  assert.match(await refusalOf(two.append(upload, { body: bytes('late') })), /^404/)
  assert.is(await two.find(REPOSITORY, upload.id), undefined)
})

test('stores a small blob without a trace of an upload', async ({ root }) => {
  const [one, , driver] = twoOn(root)
  const size = await one.push(REPOSITORY, digest('small'), { body: bytes('sm', 'all'), length: 5 })
  assert.is(size, 5)
  assert.is(await stored(driver, 'small'), 'small')
  const refused = one.push(REPOSITORY, digest('other'), { body: bytes('small'), length: 5 })
  assert.match(await refusalOf(refused), /^400/)

  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  assert.equal(
    files.filter(file => /_uploads|tmp/.test(file) || file.includes(digest('other').slice(7))),
    [],
  )
})

/** Two processes that can ask each other. */
function linked(): [Peers, Peers] & { asked: number } {
  const answers = [0, 1].map(() => new Map<string, (question: unknown) => unknown>())
  const link = (own: number): Peers => ({
    async ask(topic, question) {
      peers.asked += 1
      return [await answers[1 - own]?.get(topic)?.(structuredClone(question))].filter(Boolean)
    },
    answer: (topic, answer) => answers[own]?.set(topic, answer),
    tell: () => undefined,
    hear: () => undefined,
  })
  const peers = Object.assign([link(0), link(1)] as [Peers, Peers], { asked: 0 })
  return peers
}

const MEGABYTE = 'x'.repeat(1024 * 1024)

test('asks the process that took all bytes for their digest, instead of reading them again', async () => {
  const driver = memoryDriver()
  const reads: string[] = []
  const noting: Driver = {
    ...driver,
    async draft(path) {
      const draft = await driver.draft(path)
      return new Proxy(draft, {
        get(target, key) {
          if (key === 'read') reads.push(path)
          const value = Reflect.get(target, key, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    },
  }
  const peers = linked()
  const [one, two] = peers.map(each => uploadsOn(noting, { peers: each }))
  const upload = await there(one).start(REPOSITORY)
  await there(one).append(upload, { body: bytes(MEGABYTE, 'end') })
  await there(two).finish(upload, digest(`${MEGABYTE}end`))

  assert.is(peers.asked, 1)
  assert.equal(reads, [])
})

test('believes no digest of bytes that were hashed but never written', async () => {
  const trouble = { code: 'EIO' as string | undefined, at: ['append' as const] }
  const driver = memoryDriver()
  const [first, second] = linked()
  const one = uploadsOn(troubledDriver(driver, trouble), { peers: first })
  const two = uploadsOn(driver, { peers: second })
  const upload = await one.start(REPOSITORY)
  await refusalOf(one.append(upload, { body: bytes(MEGABYTE, 'lost') }))
  trouble.code = undefined
  const { size } = await two.append(upload, { body: bytes('kept'), at: MEGABYTE.length })
  assert.is(size, MEGABYTE.length + 4)
  const claimed = digest(`${MEGABYTE}lost`)

  assert.match(await refusalOf(two.finish(upload, claimed)), /^400/)
  assert.is(await driver.stat(blobData(claimed)), undefined)
})

for (const isListingFresh of [true, false]) {
  const how = isListingFresh ? 'looking anew' : 'waiting'
  test(`takes parts in turn where replicas learn of each other late, by ${how}`, async () => {
    const store = new DelayedStore({ lag: 3000, isListingFresh })
    const drivers = ['a', 'b', 'c'].map(name => store.replica(name))
    const replicas = drivers.map(driver => uploadsOn(driver, { wait: store.wait }))
    const replica = (index: number): Uploads => there(replicas[index % replicas.length])
    const upload = await replica(0).start(REPOSITORY)
    const texts = Array.from({ length: 12 }, (_, index) => `part ${index} `)
    let size = 0
    for (const [index, text] of texts.entries()) {
      const uploads = replica(index + 1)
      const found: Upload = there(await uploads.find(REPOSITORY, upload.id))
      const appended = await uploads.append(found, { body: bytes(text), at: size })
      assert.is(appended.kind, 'appended')
      size = appended.size
      assert.is(await replica(index).sizeOf(found, size), size)
    }
    const last = replica(texts.length + 1)
    await last.finish(upload, digest(texts.join('')), { at: size })

    assert.is(await stored(store.replica('d'), texts.join('')), texts.join(''))
  })
}

test('looks no longer than it takes for what is not there', async () => {
  const store = new DelayedStore({ lag: 3000, isListingFresh: false })
  const uploads = uploadsOn(store.replica('a'), { wait: store.wait })
  const upload = await uploads.start(REPOSITORY)

  assert.is(await uploads.find(REPOSITORY, 'none'), undefined)
  assert.is(store.now, 3000)
  const appended = await uploads.append(upload, { body: bytes('x'), at: 5 })
  assert.equal(appended, { kind: 'misplaced', size: 0 })
  assert.is(store.now, 6000)
})

test.run()
