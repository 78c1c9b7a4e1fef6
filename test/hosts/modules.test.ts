import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FleetHost, hostOf, inside, reachedBy, sharedFleet } from '../helpers/fleet.ts'
import {
  Desk,
  failuresOf,
  outcomeOf,
  type Played,
  reasonOf,
  total,
  wharf,
} from '../helpers/wharf.ts'

interface Context {
  readonly desk: Desk
  readonly host: FleetHost
  readonly inventory: string
}

const test = suite<Context>('Modules on real hosts')
test.before(async context => {
  const fleet = await sharedFleet()
  const host = hostOf(fleet, 'h5')
  const desk = new Desk()
  const hosts = { h5: { ...reachedBy(fleet), ansible_host: host.address } }
  Object.assign(context, {
    desk,
    host,
    inventory: desk.write('inventory.yaml', { all: { hosts } }),
  })
})
test.after(({ desk }) => desk[Symbol.dispose]())

test('keep users and groups', async context => {
  const { host } = context

  await convergesAtOnce(context, [
    { group: { name: 'crew', gid: 4000, system: true } },
    { user: { name: 'anna', uid: 4001, group: 'crew', groups: ['adm'], shell: '/bin/bash' } },
    { user: { name: 'boris', system: true, create_home: false, shell: '/usr/sbin/nologin' } },
  ])
  assert.is(await inside(host, 'id anna'), 'uid=4001(anna) gid=4000(crew) groups=4000(crew),4(adm)')
  assert.is(await inside(host, 'getent passwd anna | cut -d: -f6-'), '/home/anna:/bin/bash')
  assert.is(await inside(host, 'stat -c %U /home/anna'), 'anna')

  await convergesAtOnce(context, [
    { user: { name: 'anna', groups: [], shell: '/bin/sh' } },
    { user: { name: 'boris', state: 'absent' } },
  ])
  assert.is(await inside(host, 'id anna'), 'uid=4001(anna) gid=4000(crew) groups=4000(crew)')
  assert.is(await inside(host, 'getent passwd boris || echo gone'), 'gone')
})

test('give files to other users', async context => {
  const { host } = context

  await convergesAtOnce(context, [
    {
      file: {
        path: '/srv/shared',
        state: 'directory',
        owner: 'deploy',
        group: 'adm',
        mode: '2770',
      },
    },
    {
      copy: {
        dest: '/srv/shared/note',
        content: 'hello\n',
        owner: 'ops',
        group: 'ops',
        mode: '0640',
      },
    },
    { file: { path: '/srv/link', src: '/srv/shared/note', state: 'link' } },
    { lineinfile: { path: '/srv/shared/list', line: 'one', create: true, owner: 'ops' } },
  ])

  assert.is(await inside(host, 'stat -c "%U:%G %a" /srv/shared'), 'deploy:adm 2770')
  assert.is(await inside(host, 'stat -c "%U:%G %a" /srv/shared/note'), 'ops:ops 640')
  assert.is(await inside(host, 'cat /srv/link'), 'hello')
  assert.is(await inside(host, 'stat -c %U /srv/shared/list'), 'ops')
})

test('send a large file and a tree', async context => {
  const { desk, host } = context
  writeFileSync(join(desk.path, 'large'), randomBytes(5_000_000))
  mkdirSync(join(desk.path, 'tree/deep er'), { recursive: true })
  for (let index = 0; index < 50; index++)
    writeFileSync(join(desk.path, `tree/deep er/it's ${index}`), `file ${index}\n`)
  writeFileSync(join(desk.path, 'tree/run'), '#!/bin/sh\n', { mode: 0o755 })

  await convergesAtOnce(context, [
    { copy: { src: `${desk.path}/large`, dest: '/srv/large', owner: 'deploy', mode: '0600' } },
    { copy: { src: `${desk.path}/tree/`, dest: '/srv/tree/', mode: 'preserve' } },
  ])

  assert.is(await inside(host, 'stat -c "%U %s" /srv/large'), 'deploy 5000000')
  assert.is(await inside(host, 'ls "/srv/tree/deep er" | wc -l'), '50')
  assert.is(await inside(host, 'stat -c %a /srv/tree/run'), '755')
  assert.is(await inside(host, `cat "/srv/tree/deep er/it's 7"`), 'file 7')
})

test('run services of units that they wrote', async context => {
  const { host } = context
  const unit = (seconds: number) =>
    `[Service]\nExecStart=/bin/sleep ${seconds}\n\n[Install]\nWantedBy=multi-user.target\n`
  const mainPid = () => inside(host, 'systemctl show -p MainPID --value napper')
  const tasks = (seconds: number) => [
    {
      copy: { dest: '/etc/systemd/system/napper.service', content: unit(seconds) },
      notify: 'restart napper',
    },
    { systemd: { name: 'napper', state: 'started', enabled: true } },
  ]

  await convergesAtOnce(context, tasks(1001))
  const first = await mainPid()
  await convergesAtOnce(context, tasks(1002))

  assert.is.not(await mainPid(), first)
  assert.is(
    await inside(host, `tr '\\0' ' ' </proc/${await mainPid()}/cmdline`),
    '/bin/sleep 1002 ',
  )
  assert.is(await inside(host, 'systemctl is-enabled napper'), 'enabled')
  assert.is(await inside(host, 'systemctl show -p NeedDaemonReload --value napper'), 'no')

  await convergesAtOnce(context, [
    { systemd: { name: 'napper', state: 'stopped', enabled: false } },
  ])
  assert.is(await inside(host, 'systemctl is-active napper || true'), 'inactive')
})

test('say which service did not start, and why', async context => {
  const run = await play(context, [
    {
      copy: {
        dest: '/etc/systemd/system/broken.service',
        content: '[Service]\nType=exec\nExecStart=/nowhere\n',
      },
    },
    { name: 'start', systemd: { name: 'broken', state: 'started' } },
  ])

  assert.is(run.code, 2)
  assert.match(reasonOf(outcomeOf(run, 'start', 'h5')), /broken/)
})

test('leave nothing half-written on a full disk', async context => {
  const { desk, host } = context
  await inside(host, 'mkdir -p /srv/small && mount -t tmpfs -o size=1m tmpfs /srv/small')
  await inside(host, 'echo before >/srv/small/file')
  writeFileSync(join(desk.path, 'too large'), randomBytes(3_000_000))
  try {
    const sent = await play(context, [
      { name: 'send', copy: { src: `${desk.path}/too large`, dest: '/srv/small/file' } },
    ])
    await inside(host, 'head -c 2000000 /dev/zero >/srv/small/filler 2>/dev/null || true')
    const inline = await play(context, [
      { name: 'write', copy: { content: 'x'.repeat(20_000), dest: '/srv/small/file' } },
    ])

    for (const run of [sent, inline]) assert.is(run.code, 2, failuresOf(run))
    assert.match(reasonOf(outcomeOf(sent, 'send', 'h5')), /No space left/)
    assert.match(reasonOf(outcomeOf(inline, 'write', 'h5')), /No space left/)
    assert.is(await inside(host, 'cat /srv/small/file'), 'before')
    assert.is(await inside(host, 'ls -A /srv/small'), 'file\nfiller')
  } finally {
    await inside(host, 'umount /srv/small')
  }
})

/** Plays tasks, and once more: only the first run changes something. */
async function convergesAtOnce(context: Context, tasks: readonly object[]): Promise<void> {
  const first = await play(context, tasks)
  assert.is(first.code, 0, failuresOf(first))
  assert.ok(total(first, 'changed') > 0)

  const second = await play(context, tasks)
  assert.is(second.code, 0, failuresOf(second))
  assert.is(total(second, 'changed'), 0)
}

function play({ desk, inventory }: Context, tasks: readonly object[]): Promise<Played> {
  const handlers = [{ name: 'restart napper', systemd: { name: 'napper', state: 'restarted' } }]
  const playbook = desk.write('play.yaml', [{ hosts: 'all', gather_facts: false, tasks, handlers }])
  return wharf(playbook, '-i', inventory)
}

test.run()
