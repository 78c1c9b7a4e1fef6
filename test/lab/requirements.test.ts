import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { requirements, shortcoming } from '../../src/lab/requirements.ts'

const refused = { kind: 'unable', asUser: 'unshare: write failed', asRoot: undefined } as const

const REMEDIES: readonly [setting: string, value: string, command: string][] = [
  [
    'kernel.apparmor_restrict_unprivileged_userns',
    '1',
    'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  ],
  ['kernel.unprivileged_userns_clone', '0', 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
  ['user.max_user_namespaces', '0', 'sudo sysctl -w user.max_user_namespaces=15000'],
]

for (const [setting, value, command] of REMEDIES) {
  test(`names the command where ${setting} is ${value}`, () => {
    const text = shortcoming(refused, name => (name === setting ? value : undefined))
    assert.match(text ?? '', command)
    assert.match(text ?? '', 'unshare: write failed')
  })
}

test('says how to start a container where no setting is to blame', () => {
  assert.match(shortcoming(refused, () => undefined) ?? '', '--privileged')
})

test('names the package where unshare is missing', () => {
  const missing = { ...refused, asUser: 'unshare: not found' }
  assert.match(shortcoming(missing, () => undefined) ?? '', 'util-linux')
})

test('has nothing to say where hosts can be made', () => {
  assert.is(shortcoming({ kind: 'able', unshare: [] }), undefined)
})

// What the other suites of the lab need. Where the kernel forbids it, this failure says what is missing and what allows it.
test('this machine lets its user make a lab', async () => {
  assert.is(await requirements(), undefined)
})

test.run()
