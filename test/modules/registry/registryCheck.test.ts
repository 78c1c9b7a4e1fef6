import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { registryCheck } from '../../../src/modules/registry/registryCheck.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'
import { runModule } from '../../helpers/runModule.ts'
import { type SecureRegistry, secureRegistry } from '../../helpers/secureRegistry.ts'

interface Context {
  secure: SecureRegistry
  args: Parameters<typeof runModule<typeof registryCheck.args>>[1]
}

const test = suite<Context>('registry_check')
test.before(async context => {
  context.secure = await secureRegistry()
  context.args = {
    address: context.secure.address,
    ca_path: context.secure.caPath,
    username: 'editor',
    password: 'pw',
    repository: 'demo/check',
    denied_username: 'visitor',
    denied_password: 'pw',
  }
})
test.after(async ({ secure }) => {
  await secure[Symbol.asyncDispose]()
})

test('skips in check mode while there is nothing to pull', async ({ args, secure }) => {
  const outcome = await runModule(
    registryCheck,
    { ...args, repository: 'demo/first' },
    runContext({ check: true }),
  )

  assert.is(outcome.kind, 'skipped')
  assert.not.match(secure.registry.log.join(''), 'PUT')
})

test('pushes, pulls and is ok, however often it is repeated', async ({ args }) => {
  const first = await runModule(registryCheck, args, runContext())
  assert.is(first.kind, 'ok')
  assert.match(String(first.result['pushed']), /^sha256:/)
  assert.is(first.result['pulled'], first.result['pushed'])
  assert.is(first.result['denied'], true)

  assert.equal(await runModule(registryCheck, args, runContext()), first)
  assert.is((await runModule(registryCheck, args, runContext({ check: true }))).kind, 'ok')
})

test('goes through the connection of the host', async ({ args }) => {
  const context = runContext()
  const asked: string[] = []
  const remote = {
    ...context.remote,
    connect(host: string, port: number) {
      asked.push(`${host}:${port}`)
      return context.remote.connect(host, port)
    },
  }
  await runModule(registryCheck, args, { ...context, remote })

  assert.equal([...new Set(asked)], [args.address])
})

test('fails when a user who must be refused is not', async ({ args }) => {
  const lax = { ...args, denied_username: 'editor' }
  const fault = await rejection(runModule(registryCheck, lax, runContext()))

  assert.is(fault.message, 'editor could pull demo/check but must not')
})

test('tries nobody where no other user is named', async ({ args }) => {
  const outcome = await runModule(registryCheck, { ...args, denied_username: '' }, runContext())

  assert.is(outcome.result['denied'], false)
})

test('fails without the CA, and skips in check mode', async ({ args }) => {
  const without = { ...args, ca_path: '/nowhere/ca.crt' }
  const fault = await rejection(runModule(registryCheck, without, runContext({ host: 'node1' })))
  assert.match(fault.message, /^node1 has no \/nowhere\/ca.crt/)

  const outcome = await runModule(registryCheck, without, runContext({ check: true }))
  assert.is(outcome.kind, 'skipped')
})

test('fails for a registry that another CA signed, a wrong password and no registry', async ({
  args,
}) => {
  const failure = async (changes: Partial<typeof args>): Promise<string> =>
    (await rejection(runModule(registryCheck, { ...args, ...changes }, runContext()))).message

  assert.match(await failure({ password: 'wrong' }), /answered 401/)
  assert.match(await failure({ username: 'visitor' }), /answered 403 \(DENIED/)
  assert.match(await failure({ address: '127.0.0.1:1' }), /ECONNREFUSED|refused/)
})

test.run()
