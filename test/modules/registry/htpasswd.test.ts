import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { verifyPassword } from '../../../src/base/bcrypt.ts'
import { htpasswd } from '../../../src/modules/registry/htpasswd.ts'
import { hashesOf, withoutUser, withUser } from '../../../src/modules/registry/htpasswdFile.ts'
import { folder } from '../../helpers/folder.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'

const test = suite<{ directory: ReturnType<typeof folder>; path: string }>('htpasswd')
test.before.each(context => {
  context.directory = folder()
  context.path = join(context.directory.path, 'htpasswd')
})
test.after.each(({ directory }) => directory[Symbol.dispose]())

const alice = { name: 'alice', password: "it's a secret", cost: 4 }

test('adds a user to a new file of its owner alone, then finds nothing to do', async ({ path }) => {
  assert.is((await runModule(htpasswd, { path, ...alice }, runContext())).kind, 'changed')
  const text = readFileSync(path, 'utf8')
  assert.ok(await verifyPassword(alice.password, hashesOf(text, 'alice')[0] ?? ''))
  assert.is(statSync(path).mode & 0o777, 0o600)

  assert.is((await runModule(htpasswd, { path, ...alice }, runContext())).kind, 'ok')
  assert.is(readFileSync(path, 'utf8'), text)
})

test('changes a password in its place and keeps all other lines', async ({ path }) => {
  await runModule(htpasswd, { path, ...alice }, runContext())
  const line = readFileSync(path, 'utf8')
  writeFileSync(path, `# users\nbob:$apr1$x$y\n${line}carol:{SHA}z`)

  const changed = { path, ...alice, password: 'another' }
  assert.is((await runModule(htpasswd, changed, runContext())).kind, 'changed')
  const lines = readFileSync(path, 'utf8').split('\n')
  assert.equal(
    lines.map(line => line.split(':')[0]),
    ['# users', 'bob', 'alice', 'carol'],
  )
  assert.is(lines[1], 'bob:$apr1$x$y')
  assert.is(lines[3], 'carol:{SHA}z')
})

test('makes a hash of a lower cost anew, and of a higher one not', async ({ path }) => {
  await runModule(htpasswd, { path, ...alice, cost: 5 }, runContext())

  assert.is((await runModule(htpasswd, { path, ...alice, cost: 4 }, runContext())).kind, 'ok')
  assert.is((await runModule(htpasswd, { path, ...alice, cost: 6 }, runContext())).kind, 'changed')
  assert.match(readFileSync(path, 'utf8'), /^alice:\$2y\$06\$/)
})

test('removes a user, once', async ({ path }) => {
  writeFileSync(path, 'alice:x\nbob:y\n')
  const absent = { path, name: 'alice', state: 'absent' as const }

  assert.is((await runModule(htpasswd, absent, runContext())).kind, 'changed')
  assert.is(readFileSync(path, 'utf8'), 'bob:y\n')
  assert.is((await runModule(htpasswd, absent, runContext())).kind, 'ok')
})

test('makes no file for a user who is to be absent', async ({ path }) => {
  const absent = { path, name: 'alice', state: 'absent' as const }

  assert.is((await runModule(htpasswd, absent, runContext())).kind, 'ok')
  assert.not(existsSync(path))
})

test('check mode writes nothing, and no outcome tells password or hash', async ({ path }) => {
  const predicted = await runModule(htpasswd, { path, ...alice }, runContext({ check: true }))
  assert.is(predicted.kind, 'changed')
  assert.not(existsSync(path))

  const outcome = JSON.stringify(await runModule(htpasswd, { path, ...alice }, runContext()))
  assert.not.match(outcome, alice.password)
  assert.not.match(outcome, '$2')
})

test('refuses names and passwords that such a file can not hold', async ({ path }) => {
  const accepts = (args: object): boolean => htpasswd.args.safeParse({ path, ...args }).success

  assert.not(accepts({ name: 'a:b', password: 'x' }))
  assert.not(accepts({ name: 'a\nroot', password: 'x' }))
  assert.not(accepts({ name: 'a', password: 'x'.repeat(73) }))
  assert.ok(accepts({ name: 'system:anonymous'.replace(':', '-'), password: 'x' }))
  const fault = await rejection(runModule(htpasswd, { path, name: 'a' }, runContext()))
  assert.match(fault.message, /needs a password/)
})

test('lets a user stand once', () => {
  assert.is(withUser('a:1\nb:2\na:3\n', 'a', '4'), 'a:4\nb:2\n')
  assert.is(withUser('b:2', 'a', '1'), 'b:2\na:1\n')
  assert.is(withoutUser('a:1\n#a:0\nab:2\na:3', 'a'), '#a:0\nab:2\n')
})

test.run()
