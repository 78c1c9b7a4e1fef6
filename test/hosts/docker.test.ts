import { randomBytes } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ALL_CLIENTS,
  attemptInside,
  bootFleet,
  type FleetHost,
  hostOf,
  inside,
  reachedBy,
} from '../helpers/fleet.ts'
import { SITE } from '../helpers/site.ts'
import { Desk, failuresOf, outcomeOf, reasonOf, total, wharf } from '../helpers/wharf.ts'

interface Context {
  readonly desk: Desk
  readonly client: FleetHost
  readonly hosts: readonly FleetHost[]
  readonly inventory: string
  readonly address: string
  readonly password: string
}

const test = suite<Context>("Debian's docker on real hosts")
test.before(async context => {
  const fleet = await bootFleet('docker', 2, ALL_CLIENTS)
  const [registry, client] = [hostOf(fleet, 'h1'), hostOf(fleet, 'h2')]
  const desk = new Desk()
  const password = randomBytes(12).toString('base64url')
  const inventory = desk.write('inventory.yaml', {
    all: {
      hosts: {
        h1: { ansible_host: registry.address },
        h2: { ansible_host: client.address },
      },
      children: { registry: { hosts: { h1: {} } }, masters: {} },
      vars: {
        ...reachedBy(fleet),
        registry_users: [{ name: 'developer', password }],
        registry_policy: [{ role: 'registry-editor', project: 'demo', users: ['developer'] }],
        verify_repository: 'demo/verify',
      },
    },
  })
  const address = `${registry.address}:5000`
  Object.assign(context, { desk, client, hosts: fleet.hosts, inventory, address, password })
})
test.after(({ desk }) => desk[Symbol.dispose]())

test('is refused a whitelist before a byte is written', async ({ hosts, inventory }) => {
  const before = await Promise.all(hosts.map(stateOf))

  const run = await wharf(SITE, '-i', inventory)

  assert.is(run.code, 2, failuresOf(run))
  for (const { name } of hosts) {
    const reason = reasonOf(outcomeOf(run, 'Allow these registries and block the others', name))
    assert.match(reason, /dockerd doesn't know --add-registry/)
  }
  assert.equal(await Promise.all(hosts.map(stateOf)), before)
})

test('is provisioned without a whitelist, and never restarted', async ({ hosts, inventory }) => {
  const before = await Promise.all(hosts.map(stateOf))

  const first = await wharf(SITE, '-i', inventory, '-e', WITHOUT_WHITELIST)
  const second = await wharf(SITE, '-i', inventory, '-e', WITHOUT_WHITELIST)

  assert.is(first.code, 0, failuresOf(first))
  assert.is(second.code, 0, failuresOf(second))
  assert.is(total(second, 'changed'), 0)
  assert.equal(await Promise.all(hosts.map(stateOf)), before)
})

test('pushes and pulls what it pushed', async ({ client, address, password }) => {
  const image = `${address}/demo/docker:1`
  const idOf = `docker image inspect --format '{{.Id}}' ${image}`
  const files = 'mkdir -p /tmp/files/bin && cp /bin/busybox /tmp/files/bin/sh'
  await inside(client, `${files} && tar -C /tmp/files -c . | docker import - ${image}`)
  const id = await inside(client, idOf)

  await inside(client, `docker login -u developer --password-stdin ${address}`, password)
  await inside(client, `docker push -q ${image} && docker rmi ${image}`)
  await inside(client, `docker pull -q ${image}`)

  assert.is(await inside(client, idOf), id)
  const run = `docker run --rm --network none ${image} /bin/sh -c 'echo it runs'`
  assert.is(await inside(client, run), 'it runs')
})

test('refuses the registry without its authority in certs.d', async context => {
  const { client, address } = context
  const folder = `/etc/docker/certs.d/${address}`

  await inside(client, `mv ${folder} ${folder}.aside`)
  const { code, stderr } = await attemptInside(client, `docker pull ${address}/demo/docker:1`)
  await inside(client, `mv ${folder}.aside ${folder}`)

  assert.is.not(code, 0)
  assert.match(stderr, /certificate signed by unknown authority/)
})

const WITHOUT_WHITELIST = '{"docker_whitelisted": false}'

/** What must not change: docker's settings, and the process that read them. */
function stateOf(host: FleetHost): Promise<string> {
  return inside(
    host,
    'stat -c "%y %i" /etc/sysconfig/docker; cat /etc/sysconfig/docker; systemctl show -p MainPID docker',
  )
}

test.run()
