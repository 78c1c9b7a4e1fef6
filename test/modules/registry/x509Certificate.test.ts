import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { x509Certificate } from '../../../src/modules/registry/x509Certificate.ts'
import {
  type Authority,
  describe,
  isSignedBy,
  issueServerCertificate,
  matchesKey,
} from '../../../src/pki/index.ts'
import { ecAuthority } from '../../helpers/certificates.ts'
import { folder } from '../../helpers/folder.ts'
import { rejection } from '../../helpers/rejection.ts'
import { localRemote, runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'

interface Args {
  path: string
  key_path: string
  ca_certificate: string
  ca_key: string
  names: [string, ...string[]]
}

interface Context {
  ca: Authority
  directory: ReturnType<typeof folder>
  args: Args
}

const test = suite<Context>('x509_certificate')
test.before(context => {
  context.ca = ecAuthority({ name: 'signer' })
})
test.before.each(context => {
  context.directory = folder()
  const at = (name: string): string => join(context.directory.path, name)
  mkdirSync(at('ca'))
  context.args = {
    path: at('registry.crt'),
    key_path: at('registry.key'),
    ca_certificate: at('ca/ca.crt'),
    ca_key: at('ca/ca.key'),
    names: ['registry.test', '172.30.1.1'],
  }
  writeFileSync(context.args.ca_certificate, context.ca.certificate)
  writeFileSync(context.args.ca_key, context.ca.key)
})
test.after.each(({ directory }) => directory[Symbol.dispose]())

test('issues once, then finds nothing to do', async ({ ca, args }) => {
  const first = await runModule(x509Certificate, args, runContext())
  assert.is(first.kind, 'changed')
  assert.is(first.result['reason'], 'there is no certificate yet')
  const certificate = readFileSync(args.path, 'utf8')
  assert.ok(isSignedBy(certificate, ca.certificate))
  assert.ok(matchesKey(certificate, readFileSync(args.key_path, 'utf8')))
  assert.is(statSync(args.key_path).mode & 0o777, 0o600)

  const second = await runModule(x509Certificate, args, runContext())
  assert.is(second.kind, 'ok')
  assert.is(second.result['reason'], '')
  assert.is(second.result['fingerprint'], first.result['fingerprint'])
})

test('needs no key of the CA while the certificate may stay', async ({ args }) => {
  await runModule(x509Certificate, args, runContext())
  rmSync(args.ca_key)

  assert.is((await runModule(x509Certificate, args, runContext())).kind, 'ok')
})

test('compares names as a set', async ({ args }) => {
  await runModule(x509Certificate, args, runContext())
  const same = { ...args, names: ['172.30.1.1', 'REGISTRY.test', 'registry.test'] as Args['names'] }

  assert.is((await runModule(x509Certificate, same, runContext())).kind, 'ok')
})

test('issues anew for other names, another signer, a lost or another key, a short rest', async ({
  args,
  ca,
}) => {
  const reasonOf = async (changes: Partial<Args> & { renew_before?: number } = {}) => {
    const { kind, result } = await runModule(
      x509Certificate,
      { ...args, ...changes },
      runContext({ check: true }),
    )
    return kind === 'changed' ? result['reason'] : undefined
  }
  await runModule(x509Certificate, args, runContext())
  const other = ecAuthority({ name: 'signer' })

  assert.is(
    await reasonOf({ names: ['registry.test', '172.30.1.2'] }),
    'it lacks 172.30.1.2; it has 172.30.1.1 too much',
  )
  assert.match(String(await reasonOf({ renew_before: 800 })), /valid for 7\d\d more days only/)
  writeFileSync(args.ca_certificate, other.certificate)
  assert.is(await reasonOf(), 'it was signed by another CA')
  writeFileSync(args.ca_certificate, ca.certificate)
  writeFileSync(args.key_path, other.key)
  assert.is(await reasonOf(), "the private key is not the certificate's")
  rmSync(args.key_path)
  assert.is(await reasonOf(), 'its private key is missing')
  writeFileSync(args.path, 'nonsense')
  writeFileSync(args.key_path, other.key)
  assert.is(await reasonOf(), 'what is there is no certificate')
})

test('lets a certificate be that ends with its signer', async ({ args }) => {
  const short = ecAuthority({ days: 5 })
  writeFileSync(args.ca_certificate, short.certificate)
  writeFileSync(args.ca_key, short.key)
  await runModule(x509Certificate, args, runContext())

  assert.is((await runModule(x509Certificate, args, runContext())).kind, 'ok')
})

test('takes a certificate that lists its addresses as names too', async ({ args, ca }) => {
  const pair = await issueServerCertificate({ ca, names: args.names.toReversed() })
  writeFileSync(args.path, pair.certificate)
  writeFileSync(args.key_path, pair.key, { mode: 0o600 })

  assert.is((await runModule(x509Certificate, args, runContext())).kind, 'ok')
})

test('says in check mode what would be issued and writes nothing', async ({ args }) => {
  const context = runContext({ check: true })
  const outcome = await runModule(x509Certificate, args, context)

  assert.is(outcome.kind, 'changed')
  assert.not(existsSync(args.path))
  assert.equal(outcome.kind === 'changed' && outcome.differences, [
    {
      name: args.path,
      before: '',
      after: 'name: 172.30.1.1\nname: registry.test\nvalid for: 730 days\n',
    },
  ])
})

test('would change in check mode without a CA, and fails without one otherwise', async ({
  args,
}) => {
  rmSync(args.ca_certificate)

  const { result } = await runModule(x509Certificate, args, runContext({ check: true }))
  assert.is(result['reason'], 'there is no CA yet')
  const fault = await rejection(runModule(x509Certificate, args, runContext()))
  assert.match(fault.message, /is not there/)
})

test('puts a mode right without issuing', async ({ args }) => {
  await runModule(x509Certificate, args, runContext())
  const certificate = readFileSync(args.path, 'utf8')

  const outcome = await runModule(x509Certificate, { ...args, key_mode: '0640' }, runContext())
  assert.is(outcome.kind, 'changed')
  assert.is(statSync(args.key_path).mode & 0o777, 0o640)
  assert.is(readFileSync(args.path, 'utf8'), certificate)
})

test('reads the CA from the host that has it, and its key only to sign', async ({ args }) => {
  const commands: string[] = []
  const local = localRemote()
  const master1 = {
    ...local,
    exec(command: Parameters<typeof local.exec>[0]) {
      commands.push(command)
      return local.exec(command)
    },
  }
  const context = runContext({ others: { master1 } })
  const from = { ...args, ca_host: 'master1' }

  await runModule(x509Certificate, from, context)
  assert.is(commands.filter(command => command.includes('ca.key')).length, 1)
  await runModule(x509Certificate, from, context)
  assert.is(commands.filter(command => command.includes('ca.key')).length, 1)
  assert.match(
    (await rejection(runModule(x509Certificate, { ...from, ca_host: 'typo' }, context))).message,
    /no host typo/,
  )
})

test('takes the CA as text', async ({ args, ca }) => {
  const { path, key_path, names } = args
  const ca_certificate_content = ca.certificate
  const terms = { path, key_path, names, ca_certificate_content, ca_key_content: ca.key }

  await runModule(x509Certificate, terms, runContext())
  assert.equal(describe(readFileSync(path, 'utf8')).names, ['172.30.1.1', 'registry.test'])
})

test('takes modes as numbers too, and refuses what is none', () => {
  const accepts = (key_mode: unknown): boolean => {
    const args = { path: '/c', key_path: '/k', names: ['a'], key_mode }
    return x509Certificate.args.safeParse(args).success
  }

  for (const mode of [0o600, '0600', 'u=rw']) assert.ok(accepts(mode), String(mode))
  for (const mode of ['rw', 600, '']) assert.not(accepts(mode), String(mode))
})

test('never tells a key', async ({ args }) => {
  const outcome = await runModule(x509Certificate, args, runContext())

  assert.not.match(JSON.stringify(outcome), 'PRIVATE KEY')
})

test.run()
