import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FleetHost, inside } from '../helpers/fleet.ts'
import { masterStarts, spoilMaster } from '../helpers/master.ts'
import { dockerStarts, type ProvisionedSite, provisionedSite, SITE } from '../helpers/site.ts'
import { changesOn, failuresOf, total, wharf } from '../helpers/wharf.ts'

const test = suite<ProvisionedSite>('site.yaml on real hosts')
test.before(async context => {
  Object.assign(context, await provisionedSite())
})

test('provisions a cluster with its registry', ({ first }) => {
  assert.is(first.code, 0, failuresOf(first))
  assert.is(total(first, 'failed') + total(first, 'unreachable'), 0)
})

test('changes what --check foretold, and nothing else', ({ fleet, foretold, first }) => {
  assert.is(foretold.code, 0, failuresOf(foretold))
  for (const { name } of fleet.hosts)
    assert.equal(changesOn(first, name), changesOn(foretold, name), name)
  assert.ok(changesOn(first, 'h4').length > 10)
})

test('restarts docker once a host, and each master once', async context => {
  const { masters, dockerRestarts } = context
  assert.equal(dockerRestarts, [1, 1, 1, 1, 1])
  for (const master of masters) assert.is((await masterStarts(master)).length, 2, master.name)
})

test('restarts a master only when the one before is ready', async ({ masters }) => {
  await assertOneAfterTheOther(masters)
})

test('runs the registry as its own user, who has the storage', async ({ infra }) => {
  const pid = await inside(infra, 'systemctl show -p MainPID --value wharf-registry')

  assert.is(await inside(infra, `stat -c %u /proc/${pid}`), '1001')
  assert.is(await inside(infra, 'stat -c "%u:%g %a" /registry'), '1001:0 770')
  assert.is(await inside(infra, 'systemctl is-enabled wharf-registry'), 'enabled')
})

test('keeps secrets from other users', async ({ infra }) => {
  const readable = 'runuser -u deploy -- sh -c "cat /etc/wharfinger/registry/*" 2>/dev/null || true'

  assert.is(await inside(infra, readable), '')
  assert.is(await inside(infra, 'stat -c %a /etc/wharfinger/registry/registry.key'), '600')
})

test('changes nothing the second time', async ({ inventory }) => {
  const second = await wharf(SITE, '-i', inventory)

  assert.is(second.code, 0, failuresOf(second))
  assert.is(total(second, 'changed'), 0, JSON.stringify(second.recap))
})

test('moves the registry to another address of its host', async context => {
  const { fleet, infra, masters, inventory } = context
  const address = await addAddress(context, 200)
  const before = await stateOf(fleet.hosts)
  const certificate = await certificateOf(infra)

  const moved = await wharf(SITE, '-i', inventory, '-e', `registry_service_ip=${address}`)

  assert.is(moved.code, 0, failuresOf(moved))
  assert.is.not(await certificateOf(infra), certificate)
  for (const host of fleet.hosts) {
    const trusted = await inside(host, 'ls /etc/docker/certs.d')
    assert.equal(
      trusted.split('\n').filter(name => /^\d/.test(name)),
      [`${address}:5000`],
    )
    const { sysconfig, starts } = before.get(host.name) ?? { sysconfig: '', starts: 0 }
    assert.is.not(await sysconfigOf(host), sysconfig)
    assert.is(await dockerStarts(host), starts + 1, host.name)
  }
  for (const master of masters) assert.is((await masterStarts(master)).length, 3, master.name)
  await assertOneAfterTheOther(masters)
})

test('keeps the address that the registry was given', async ({ inventory }) => {
  const again = await wharf(SITE, '-i', inventory)

  assert.is(again.code, 0, failuresOf(again))
  assert.is(total(again, 'changed'), 0, JSON.stringify(again.recap))
})

test('stops at a master that does not come back, and finishes the next time', async context => {
  const { inventory, masters } = context
  const [broken, ...others] = masters
  if (!broken) throw new Error('no masters')
  const address = await addAddress(context, 201)
  await spoilMaster(broken, true)

  const move = ['-i', inventory, '-e', `registry_service_ip=${address}`]
  const stopped = await wharf(SITE, ...move, '-e', 'masters_start_timeout=2')
  await spoilMaster(broken, false)
  const untouched = await Promise.all(others.map(masterStarts))
  const finished = await wharf(SITE, ...move)

  assert.is(stopped.code, 2, failuresOf(stopped))
  assert.is(stopped.recap[broken.name]?.failed, 1)
  for (const starts of untouched) assert.is(starts.length, 3)
  assert.is(finished.code, 0, failuresOf(finished))
  for (const master of others) assert.is((await masterStarts(master)).length, 4, master.name)
  assert.ok((await masterStarts(broken)).at(-1)?.ready)
  await assertOneAfterTheOther(masters)
})

/** Each master's last start came after the one before was ready. */
async function assertOneAfterTheOther(masters: readonly FleetHost[]): Promise<void> {
  const last = (await Promise.all(masters.map(masterStarts))).map(starts => starts.at(-1))
  for (const [index, start] of last.entries()) {
    const next = last[index + 1]
    assert.ok(start?.ready !== undefined, `${masters[index]?.name} is not ready`)
    if (next) assert.ok(next.started > start.ready, `${masters[index + 1]?.name} came too early`)
  }
}

/** Gives the registry's host one more address, and tells it. */
async function addAddress({ fleet, infra }: ProvisionedSite, octet: number): Promise<string> {
  const address = fleet.control.replace(/\d+$/, String(octet))
  await inside(infra, `ip addr add ${address}/24 dev eth0`)
  return address
}

async function stateOf(hosts: readonly FleetHost[]) {
  const states = hosts.map(async host => {
    const state = { sysconfig: await sysconfigOf(host), starts: await dockerStarts(host) }
    return [host.name, state] as const
  })
  return new Map(await Promise.all(states))
}

function sysconfigOf(host: FleetHost): Promise<string> {
  return inside(host, 'cat /etc/sysconfig/docker')
}

function certificateOf(host: FleetHost): Promise<string> {
  return inside(host, 'cat /etc/wharfinger/registry/registry.crt')
}

test.run()
