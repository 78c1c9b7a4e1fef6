import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, release, tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { setup } from '../../../src/modules/system/setup.ts'
import { play, SHELLS } from '../../helpers/host.ts'

const test = suite<{ root: string }>('setup')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

for (const shell of SHELLS) {
  test(`tells what this machine is, and changes nothing (${shell.name})`, async ({ root }) => {
    const done = await play(setup, { fact_path: root }, { shell })
    const { facts } = done

    assert.is(done.phase, 'ok')
    assert.is(facts['ansible_nodename'], hostname())
    assert.is(facts['ansible_kernel'], release())
    assert.is(facts['ansible_user_uid'], process.getuid?.())
    assert.type(facts['ansible_memtotal_mb'], 'number')
    assert.ok(Number(facts['ansible_processor_vcpus']) > 0)
    assert.ok((facts['ansible_interfaces'] as string[]).includes('lo'))
    assert.equal((facts['ansible_lo'] as { ipv4: { address: string } }).ipv4.address, '127.0.0.1')
    assert.match(
      String((facts['ansible_date_time'] as { iso8601: string }).iso8601),
      /^2\d{3}-.*Z$/,
    )
    assert.is((facts['ansible_env'] as { LC_ALL: string }).LC_ALL, 'C')
    assert.is((done.result['ansible_facts'] as { nodename: string }).nodename, hostname())
  })

  test(`reads the facts that the host's owner wrote (${shell.name})`, async ({ root }) => {
    writeFileSync(join(root, 'site.fact'), '{ "rack": 7 }')
    writeFileSync(join(root, 'roles.fact'), '; ours\n[web]\nPort = 80\nname: a b\n')
    writeFileSync(join(root, 'asked-now.fact'), '#!/bin/sh\necho \'["x"]\'\n')
    chmodSync(join(root, 'asked-now.fact'), 0o755)

    const { facts } = await play(setup, { fact_path: root, gather_subset: 'min' }, { shell })
    assert.equal(facts['ansible_local'], {
      asked_now: ['x'],
      roles: { web: { port: '80', name: 'a b' } },
      site: { rack: 7 },
    })
  })
}

test('gathers what is asked for, and shows what is asked for', async ({ root }) => {
  const names = async (args: object) =>
    Object.keys((await play(setup, { fact_path: root, ...args })).facts)

  assert.not((await names({ gather_subset: 'min' })).includes('ansible_memtotal_mb'))
  const some = await names({ gather_subset: ['!hardware', '!virtual'] })
  assert.ok(some.includes('ansible_interfaces') && !some.includes('ansible_mounts'))
  assert.equal(await names({ filter: ['ansible_host*', 'kernel'] }), [
    'ansible_kernel',
    'ansible_hostname',
  ])
})

test('refuses a subset that there is not', async () => {
  try {
    await play(setup, { gather_subset: 'hardwear' })
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /no subset "hardwear"/)
  }
})

test.run()
