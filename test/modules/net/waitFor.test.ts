import { once } from 'node:events'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { UnreachableFault } from '../../../src/base/fault.ts'
import type { Outcome, RunContext } from '../../../src/engine/module/index.ts'
import { waitFor } from '../../../src/modules/net/waitFor.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'

const test = suite<{ root: string; server: Server; port: number }>('wait_for')
test.before.each(async context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
  context.server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write('220 mail ready\r\n')
  })
  context.port = await listen(context.server, 0)
})
test.after.each(({ root, server }) => {
  server.close()
  rmSync(root, { recursive: true })
})

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

const wait = (args: object, context: RunContext = runContext()): Promise<Outcome> =>
  waitFor.run(waitFor.args.parse({ sleep: 0.02, ...args }), context)

test('finds an open port, and what it greets with', async ({ port }) => {
  const open = await wait({ port })
  assert.is(open.kind, 'ok')
  const greeted = await wait({ port, search_regex: '^(?P<code>\\d+) (\\w+) ready' })
  assert.equal(greeted, {
    kind: 'ok',
    result: {
      elapsed: 0,
      state: 'started',
      port,
      match_groups: ['220', 'mail'],
      match_groupdict: { code: '220' },
    },
  })
})

test('waits until a port is closed, and until it is open again', async ({ server, port }) => {
  const closed = wait({ port, state: 'stopped' })
  server.close()
  assert.is((await closed).kind, 'ok')
  const opened = wait({ port })
  await listen(server, port)
  assert.is((await opened).kind, 'ok')
})

test('says what was waited for in vain', async ({ server, port, root }) => {
  const lasting = await rejection(wait({ port, state: 'stopped', timeout: 0 }))
  assert.is(lasting.message, `127.0.0.1:${port} was waited for to go away, in vain, for 0 seconds`)
  server.close()
  const missing = await rejection(wait({ port, timeout: 0.05 }))
  assert.is(missing.message, `127.0.0.1:${port} was waited for, in vain, for 0.05 seconds`)
  assert.is((await rejection(wait({ port, timeout: 0, msg: 'not up' }))).message, 'not up')
  const text = await rejection(wait({ path: join(root, 'x'), search_regex: 'a', timeout: 0 }))
  assert.match(text.message, /^"a" in .*\/x was waited for/)
})

test('waits for a file and a line in it', async ({ root }) => {
  const path = join(root, "it's a log")
  const found = wait({ path, search_regex: 'on port (\\d+)$' })
  writeFileSync(path, 'starting\n')
  appendFileSync(path, 'now listening on port 5000\nlater\n')
  const outcome = await found
  assert.is(outcome.kind, 'ok')
  assert.equal(outcome.kind === 'ok' && outcome.result['match_groups'], ['5000'])
  const gone = wait({ path, state: 'absent' })
  rmSync(path)
  assert.is((await gone).kind, 'ok')
})

test('looks once in check mode', async ({ server, port }) => {
  const check = runContext({ check: true })
  assert.is((await wait({ port }, check)).kind, 'ok')
  server.close()
  const outcome = await wait({ port, delay: 60 }, check)
  assert.equal(outcome, { kind: 'skipped', reason: `would wait for 127.0.0.1:${port}` })
})

test('gives up an attempt that hangs', async ({ server, port }) => {
  const context = runContext()
  let attempts = 0
  const remote = {
    ...context.remote,
    connect: (host: string, at: number) =>
      ++attempts === 1 ? new Promise<never>(() => undefined) : context.remote.connect(host, at),
  }
  assert.ok(server.listening)
  const outcome = await wait({ port, connect_timeout: 0.02 }, { ...context, remote })
  assert.equal([outcome.kind, attempts], ['ok', 2])
})

test('ends when the host is lost or the run interrupted', async ({ port }) => {
  const context = runContext()
  const lost = {
    ...context.remote,
    connect: async () => Promise.reject(new UnreachableFault('lost')),
  }
  const error = await rejection(wait({ port, state: 'stopped' }, { ...context, remote: lost }))
  assert.is(error.name, 'UnreachableFault')
  const abort = new AbortController()
  const waiting = wait({ port, state: 'stopped', sleep: 60 }, { ...context, signal: abort.signal })
  abort.abort()
  assert.is((await rejection(waiting)).name, 'InterruptedFault')
})

test('refuses what is no expression', async ({ port, root }) => {
  const socket = await rejection(wait({ port, search_regex: '(' }))
  assert.match(socket.message, /"\(" is not a regular expression/)
  const file = await rejection(wait({ path: join(root, 'x'), search_regex: '\\bx' }))
  assert.match(file.message, /edge of a word/)
})

test('wants a port or a path', () => {
  assert.throws(() => waitFor.args.parse({}), /one of port and path/)
  assert.throws(() => waitFor.args.parse({ port: 1, path: '/x' }), /one of port and path/)
})

test.run()
