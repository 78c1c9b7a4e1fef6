import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Claim } from '../../../../src/registry/storage/driver.ts'
import { diskOf } from '../../../../src/registry/storage/drivers/disk.ts'
import { claimFile } from '../../../../src/registry/storage/drivers/fileClaim.ts'
import { thisProcess } from '../../../../src/registry/storage/drivers/thisProcess.ts'

const disk = diskOf({ isShared: false })

const test = suite<{ root: string; file: string }>('claims by files')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-claim-'))
  context.file = join(context.root, 'lock')
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

async function taken(file: string, now?: () => number): Promise<Claim> {
  const claimed = await claimFile(disk, file, now)
  if (claimed.kind !== 'claimed') throw new Error(`it is ${claimed.kind}`)
  return claimed.claim
}

/** Leaves a claim as some process would have. */
function leave(file: string, who: object, secondsAgo = 0): void {
  writeFileSync(file, JSON.stringify({ ...thisProcess(), id: 'theirs', ...who }))
  const time = Date.now() / 1000 - secondsAgo
  utimesSync(file, time, time)
}

test('gives a claim to one of many who ask at once', async ({ file }) => {
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => claimFile(disk, file)))

  assert.is(outcomes.filter(({ kind }) => kind === 'claimed').length, 1)
  assert.is(outcomes.filter(({ kind }) => kind === 'held').length, 7)
})

test('gives it to the next one when it is given back, and leaves nothing behind', async ({
  root,
  file,
}) => {
  await (await taken(file))[Symbol.asyncDispose]()
  const next = await taken(file)
  assert.is(next.isTakenOver, false)
  await next[Symbol.asyncDispose]()

  assert.equal(readdirSync(root), [])
})

test('says that there is nothing to claim where there is no directory', async ({ root }) => {
  assert.equal(await claimFile(disk, join(root, 'none/lock')), { kind: 'missing' })
})

test('takes over from a process that has ended', async ({ file }) => {
  const { pid } = spawnSync('true')
  leave(file, { pid, started: '12345' })

  assert.is((await taken(file)).isTakenOver, true)
})

test('takes over from a process that has ended, though nobody asked how', async ({ file }) => {
  // The shell becomes a program that knows of no children.
  const parent = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(parent.stdout, 'data')
  const pid = Number(line)
  const fields = (): readonly string[] =>
    readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  while (fields()[0] !== 'Z') await turn()
  leave(file, { pid, started: fields()[19] })
  const claimed = await claimFile(disk, file)
  parent.kill('SIGKILL')
  await once(parent, 'close')

  assert.is(claimed.kind, 'claimed')
})

test('takes over from a process whose number another one has now', async ({ file }) => {
  leave(file, { pid: process.pid, started: '1' })

  assert.is((await taken(file)).isTakenOver, true)
})

test('cannot know whether a process of another machine, or of a container, lives', async ({
  file,
}) => {
  const { pid } = spawnSync('true')
  for (const space of ['elsewhere', undefined]) {
    leave(file, { pid, started: '12345', space }, 50)
    assert.equal(await claimFile(disk, file), { kind: 'held' })
    leave(file, { pid, started: '12345', space }, 70)
    const claim = await taken(file)
    assert.is(claim.isTakenOver, true)
  }
})

test('takes over what was renewed at a time that has not come yet, as by a clock that was wrong', async ({
  file,
}) => {
  leave(file, {}, -3600)

  assert.is((await taken(file)).isTakenOver, true)
})

test('waits for what is just being made, and not for long for what a crash left nameless', async ({
  file,
}) => {
  for (const text of ['', '{"pid":', 'null', '[]', '7']) {
    writeFileSync(file, text)
    assert.equal(await claimFile(disk, file), { kind: 'held' }, text)
    const time = Date.now() / 1000 - 3
    utimesSync(file, time, time)
    assert.is((await taken(file)).isTakenOver, true, text)
  }
})

test('tells a holder that slept for too long, who then leaves the other one alone', async ({
  file,
}) => {
  let now = 0
  const sleeper = await taken(file, () => now)
  utimesSync(file, new Date(0), new Date(0))
  now += 61_000
  const other = await taken(file)

  assert.is(await sleeper.isHeld(), false)
  assert.is(await sleeper.renew(), false)
  await sleeper.offer()
  await sleeper[Symbol.asyncDispose]()
  assert.is(await other.isHeld(), true)
  assert.equal(await claimFile(disk, file), { kind: 'held' })
})

test('offers what it holds, and may take that back', async ({ file }) => {
  const holder = await taken(file)
  await holder.offer()
  assert.is(await holder.renew(), true)
  assert.equal(await claimFile(disk, file), { kind: 'held' })
  await holder.offer()
  const other = await taken(file)
  await holder[Symbol.asyncDispose]()

  assert.is(other.isTakenOver, true)
  assert.is(await other.isHeld(), true)
})

test('names its holder for whoever looks for what is in the way', async ({ root }) => {
  mkdirSync(join(root, 'upload'))
  await taken(join(root, 'upload/lock'))
  const { host, pid } = JSON.parse(readFileSync(join(root, 'upload/lock'), 'utf8'))

  assert.equal({ host, pid }, { host: thisProcess().host, pid: process.pid })
})

test.run()
