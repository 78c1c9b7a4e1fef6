import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type CliEnd, cliEach } from '../helpers/cli.ts'
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
    socket.end('no SSH server\r\n')
  })
  await new Promise<void>(resolve => context.server.listen(0, '127.0.0.1', resolve))
  const address = context.server.address()
  context.port = typeof address === 'object' && address ? address.port : 0
})

test.after(({ server }) => void server.close())

test('a sound playbook does call the host', async context => {
  const [first] = await together(context, [{}], () => ({ files: {} }))

  assert.is(first?.[1].code, 4, first?.[1].stderr)
  assert.ok(context.calls > 0)
})

test('a broken playbook is refused with one message that points at the fault, before a host is called', async context => {
  context.calls = 0
  const ends = await together(context, BROKEN_PLAYBOOKS, ({ playbook }) => ({
    files: { 'play.yaml': playbook },
  }))

  assert.is(ends.length, BROKEN_PLAYBOOKS.length)
  for (const [broken, end] of ends) assertRefused(end, { at: 'play.yaml', ...broken, code: 1 })
  assert.is(context.calls, 0)
})

test('a broken inventory is refused the same way', async context => {
  context.calls = 0
  const ends = await together(context, BROKEN_INVENTORIES, ({ inventory }) => ({
    files: { 'broken.yaml': inventory },
    words: ['-i', 'broken.yaml', '-i', 'inventory.yaml'],
  }))

  assert.is(ends.length, BROKEN_INVENTORIES.length)
  for (const [broken, end] of ends) assertRefused(end, { ...broken, at: 'broken.yaml', code: 1 })
  assert.is(context.calls, 0)
})

test('a wrong command line is refused with a status of its own', async context => {
  context.calls = 0
  const ends = await together(context, BROKEN_LINES, ({ words }) => ({ files: {}, words }))

  assert.is(ends.length, BROKEN_LINES.length)
  for (const [broken, end] of ends) assertRefused(end, { ...broken, code: 5 })
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

/** A folder with a broken thing in it, and what is called there. */
interface Call {
  readonly files: Readonly<Record<string, string>>
  readonly words?: readonly string[]
}

/** Calls the command for each case in a folder of its own, with a host that counts who calls. */
async function together<Case>(
  { port }: Context,
  cases: readonly Case[],
  callOf: (each: Case) => Call,
): Promise<(readonly [Case, CliEnd])[]> {
  using desk = folder()
  const lines = cases.map((each, index) => {
    const { files, words = [] } = callOf(each)
    const cwd = join(desk.path, String(index))
    write(cwd, { ...FILES, 'play.yaml': play('ping:'), ...files, 'inventory.yaml': hosts(port) })
    return { cwd, words: ['playbook', 'play.yaml', ...words] }
  })
  const ends = await cliEach(lines)
  return cases.flatMap((each, index) => {
    const end = ends[index]
    return end ? [[each, end] as const] : []
  })
}

function hosts(port: number): string {
  const web1 = { ansible_host: '127.0.0.1', ansible_port: port }
  return JSON.stringify({ all: { hosts: { web1 } } })
}

function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
}

test.run()
