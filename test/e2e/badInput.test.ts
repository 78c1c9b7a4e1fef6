import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { limitTo } from '../../src/base/limit.ts'
import { type CliEnd, cli } from '../helpers/cli.ts'
import { folder } from '../helpers/folder.ts'
import { BROKEN_INVENTORIES, BROKEN_LINES, BROKEN_PLAYBOOKS, FILES, play } from './badInput.ts'

/** A host that counts who calls. */
interface Context {
  server: Server
  port: number
  calls: number
}

const test = suite<Context>('bad input')

test.before(async context => {
  context.calls = 0
  context.server = createServer(socket => {
    context.calls++
    socket.destroy()
  })
  await new Promise<void>(resolve => context.server.listen(0, '127.0.0.1', resolve))
  const address = context.server.address()
  context.port = typeof address === 'object' && address ? address.port : 0
})

test.after(({ server }) => void server.close())

test('a sound playbook does call the host', async context => {
  const { code, stdout } = await wharf(context, { 'play.yaml': play('ping:') })

  assert.is(code, 4, stdout)
  assert.ok(context.calls > 0)
})

test('a broken playbook is refused with one message that points at the fault, before a host is called', async context => {
  context.calls = 0
  const ends = await together(BROKEN_PLAYBOOKS, ({ playbook }) =>
    wharf(context, { 'play.yaml': playbook }),
  )

  for (const [{ what, says, at = 'play.yaml' }, end] of ends) {
    assertRefused(end, { what, says, at, code: 1 })
  }
  assert.is(context.calls, 0)
})

test('a broken inventory is refused the same way', async context => {
  context.calls = 0
  const ends = await together(BROKEN_INVENTORIES, ({ inventory }) =>
    wharf(context, { 'play.yaml': play('ping:'), 'broken.yaml': inventory }, '-i', 'broken.yaml'),
  )

  for (const [{ what, says }, end] of ends) {
    assertRefused(end, { what, says, at: 'broken.yaml', code: 1 })
  }
  assert.is(context.calls, 0)
})

test('a wrong command line is refused with a status of its own', async context => {
  context.calls = 0
  const files = { 'play.yaml': play('ping:') }
  const ends = await together(BROKEN_LINES, ({ words }) => wharf(context, files, ...words))

  for (const [{ what, says }, end] of ends) assertRefused(end, { what, says, code: 5 })
  assert.is(context.calls, 0)
})

interface Refusal {
  readonly what: string
  readonly says: string
  /** The file, and the line and column where they are told. */
  readonly at?: string
  readonly code: number
}

function assertRefused(end: CliEnd, { what, says, at, code }: Refusal): void {
  const seen = `${what}\n${end.stdout}${end.stderr}`
  assert.is(end.code, code, seen)
  assert.is(end.stdout, '', seen)
  assert.ok(end.stderr.startsWith(`error: ${says}`), seen)
  assert.is(end.stderr.match(/^error: /gm)?.length, 1, seen)
  assert.not.match(end.stderr, /^\s+at .*:\d+:\d+\)?$/m, seen)
  if (at === undefined) return
  const place = new RegExp(
    `^  --> (.*/)?${at.replaceAll('.', '\\.')}${/:/.test(at) ? '$' : ':\\d+:\\d+$'}`,
    'm',
  )
  assert.match(end.stderr, place, seen)
}

/** Calls the command on files of a folder of their own, against the host that counts. */
async function wharf(
  { port }: Context,
  files: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<CliEnd> {
  using desk = folder()
  const host = { ansible_host: '127.0.0.1', ansible_port: port }
  const inventory = JSON.stringify({ all: { hosts: { web1: host } } })
  for (const [name, text] of Object.entries({ ...FILES, ...files, 'inventory.yaml': inventory })) {
    mkdirSync(dirname(join(desk.path, name)), { recursive: true })
    writeFileSync(join(desk.path, name), text)
  }
  return await cli(['playbook', 'play.yaml', ...words], { cwd: desk.path })
}

/** All cases, a few at a time, each with its end. */
async function together<Case>(
  cases: readonly Case[],
  run: (each: Case) => Promise<CliEnd>,
): Promise<(readonly [Case, CliEnd])[]> {
  const limited = limitTo(4)
  return Promise.all(cases.map(each => limited(async () => [each, await run(each)] as const)))
}

test.run()
