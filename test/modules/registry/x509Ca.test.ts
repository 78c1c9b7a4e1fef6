import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { x509Ca } from '../../../src/modules/registry/x509Ca.ts'
import { describe, issueServerCertificate, matchesKey } from '../../../src/pki/index.ts'
import { ecAuthority } from '../../helpers/certificates.ts'
import { folder } from '../../helpers/folder.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'

interface Context {
  directory: ReturnType<typeof folder>
  args: { path: string; key_path: string; serial_path: string }
}

const test = suite<Context>('x509_ca')
test.before.each(context => {
  context.directory = folder()
  const at = (name: string): string => join(context.directory.path, name)
  context.args = { path: at('ca.crt'), key_path: at('ca.key'), serial_path: at('ca.serial.txt') }
})
test.after.each(({ directory }) => directory[Symbol.dispose]())

test('makes a CA once, its key for its owner alone, then adopts it', async ({
  args,
  directory,
}) => {
  const first = await runModule(x509Ca, { ...args, name: 'first' }, runContext())
  assert.is(first.kind, 'changed')
  assert.is(first.result['created'], true)
  assert.is(first.result['certificate'], readFileSync(args.path, 'utf8'))
  assert.ok(matchesKey(readFileSync(args.path, 'utf8'), readFileSync(args.key_path, 'utf8')))
  assert.is(statSync(args.key_path).mode & 0o777, 0o600)
  assert.is(readFileSync(args.serial_path, 'utf8'), '01\n')
  assert.equal(readdirSync(directory.path).sort(), ['ca.crt', 'ca.key', 'ca.serial.txt'])

  const second = await runModule(x509Ca, { ...args, name: 'second' }, runContext())
  assert.is(second.kind, 'ok')
  assert.is(second.result['fingerprint'], first.result['fingerprint'])
  assert.is(second.result['subject'], 'CN=first')
})

test('gives later tasks an example in check mode and writes nothing', async ({
  args,
  directory,
}) => {
  const { kind, result } = await runModule(x509Ca, args, runContext({ check: true }))

  assert.is(kind, 'changed')
  assert.ok(describe(String(result['certificate'])).isCa)
  assert.equal(readdirSync(directory.path), [])
})

test('adopts what another tool made, byte for byte', async ({ args }) => {
  const ca = ecAuthority()
  const dressed = `# our CA\n${ca.certificate}`
  writeFileSync(args.path, dressed)
  writeFileSync(args.key_path, ca.key)

  assert.is((await runModule(x509Ca, args, runContext())).kind, 'ok')
  assert.is(readFileSync(args.path, 'utf8'), dressed)
  assert.not(existsSync(args.serial_path))
})

test('refuses half a pair, and a pair that is none', async ({ args }) => {
  const [ca, other] = [ecAuthority(), ecAuthority()]
  const refuses = async (pattern: RegExp): Promise<void> => {
    assert.match((await rejection(runModule(x509Ca, args, runContext()))).message, pattern)
  }

  writeFileSync(args.path, ca.certificate)
  await refuses(/its key .* is not/)
  writeFileSync(args.key_path, other.key)
  await refuses(/is not the one of the certificate/)
  rmSync(args.path)
  await refuses(/its certificate .* is not/)
})

test('refuses a CA that has expired, and a certificate that is no CA', async ({ args }) => {
  const old = ecAuthority({ days: -0.01 })
  writeFileSync(args.path, old.certificate)
  writeFileSync(args.key_path, old.key)
  assert.match((await rejection(runModule(x509Ca, args, runContext()))).message, /expired on/)

  const leaf = await issueServerCertificate({ ca: ecAuthority(), names: ['a.test'] })
  writeFileSync(args.path, leaf.certificate)
  writeFileSync(args.key_path, leaf.key)
  assert.match((await rejection(runModule(x509Ca, args, runContext()))).message, /not an authority/)
})

test('never tells the key', async ({ args }) => {
  const outcome = await runModule(x509Ca, args, runContext())

  assert.not.match(JSON.stringify(outcome), 'PRIVATE KEY')
})

test('leaves nothing behind where it can not write', async ({ args, directory }) => {
  const missing = join(directory.path, 'none', 'ca.crt')

  await rejection(runModule(x509Ca, { ...args, key_path: missing }, runContext()))
  assert.equal(readdirSync(directory.path), [])
})

test.run()
