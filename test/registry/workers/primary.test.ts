import cluster from 'node:cluster'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configOf } from '../../../src/registry/config/index.ts'
import { type Log, logTo } from '../../../src/registry/observe/log.ts'
import { startWorkers, type Workers } from '../../../src/registry/workers/primary.ts'
import { folder } from '../../helpers/folder.ts'
import { faultIn, rejection } from '../../helpers/rejection.ts'

const test = suite('workers')
// They need not understand TypeScript.
test.before(() => cluster.setupPrimary({ execArgv: [] }))
test.after(() => cluster.setupPrimary({ execArgv: process.execArgv }))

/** A worker that does no work: it does what the file beside it says. */
const IDLER = `
import { readFileSync } from 'node:fs'
const does = readFileSync(new URL('does', import.meta.url), 'utf8')
if (does === 'crash') process.exit(3)
process.on('message', ({ kind, order, letter }) => {
  if (kind === 'order' && does === 'serve') process.send({ kind: 'listening', port: 7 })
  if (kind === 'order' && does === 'refuse') {
    process.send({ kind: 'refused', message: 'no port for ' + order.share.index, hint: 'try another' })
    process.disconnect()
  }
  if (kind === 'letter') process.send({ kind: 'letter', letter: { kind: 'answer', id: letter.id, answer: [process.pid] } })
  if (kind === 'stop') process.disconnect()
})
process.send({ kind: 'ready' })
`

interface Idlers extends Disposable {
  /** What those do that start from now on. */
  does(what: 'serve' | 'crash' | 'refuse'): void
  start(): Promise<Workers>
  /** Resolves when so many lines were logged. */
  logged(count: number): Promise<string[]>
}

function idlers(): Idlers {
  const directory = folder()
  const lines: string[] = []
  let wake = (): void => undefined
  const config = configOf({ version: '0.1', storage: { inmemory: {} } })
  const log: Log = logTo(line => {
    lines.push(line)
    wake()
  }, config.log)
  const entry = join(directory.path, 'worker.mjs')
  writeFileSync(entry, IDLER)
  const does: Idlers['does'] = what => writeFileSync(join(directory.path, 'does'), what)
  does('serve')
  return {
    does,
    start: () => startWorkers({ config, log, count: 2, entry, instance: 'one' }),
    async logged(count) {
      while (lines.length < count) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      return lines
    },
    [Symbol.dispose]: () => directory[Symbol.dispose](),
  }
}

const pidsOf = async ({ peers }: Workers): Promise<number[]> =>
  (await peers.ask('pid', undefined, 5000)) as number[]
const STAY = new AbortController().signal

test('that cannot begin are a fault, and none of them is left', async () => {
  using idle = idlers()
  idle.does('refuse')
  const fault = await faultIn(idle.start())

  assert.match(fault.message, /^no port for [01]$/)
  assert.is(fault.hint, 'try another')
})

test('that break before they serve are a fault, too', async () => {
  using idle = idlers()
  idle.does('crash')

  assert.is((await faultIn(idle.start())).message, 'a worker ended before it served: exit 3')
})

test('are replaced when they break, however often it takes', async () => {
  using idle = idlers()
  const workers = await idle.start()
  const [broken = 0, other] = await pidsOf(workers)
  idle.does('crash')
  process.kill(broken, 'SIGKILL')
  const lines = await idle.logged(3)
  idle.does('serve')
  let now: number[] = []
  while (now.length < 2) now = await pidsOf(workers)
  await workers.stop(STAY)

  assert.is(workers.port, 7)
  assert.match(lines[0] ?? '', /how=SIGKILL in=100ms/)
  assert.match(lines[1] ?? '', /how="a worker ended before it served: exit 3" in=200ms/)
  assert.match(lines[2] ?? '', /in=400ms/)
  assert.ok(now.includes(other ?? 0) && !now.includes(broken))
})

test('give up when none is left and none can begin', async () => {
  using idle = idlers()
  const workers = await idle.start()
  idle.does('refuse')
  for (const pid of await pidsOf(workers)) process.kill(pid, 'SIGKILL')

  assert.match((await rejection(workers.broken)).message, 'no port for')
  await workers.stop(STAY)
})

test.run()
