import { rmSync } from 'node:fs'
import type { Client } from 'ssh2'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { down, type Lab, requirements, up } from '../../src/lab/index.ts'
import { labDirectory, login, type Ran, run, until } from '../helpers/lab.ts'

interface Context {
  lab: Lab
  client: Client
  sh: (command: string) => Promise<Ran>
  /** Writes a unit file. */
  unit: (name: string, text: string) => Promise<Ran>
  show: (unit: string, properties: string) => Promise<string>
}

const test = suite<Context>('the systemctl of a host')

test.before(async context => {
  const missing = await requirements()
  if (missing) throw new Error(missing)
  context.lab = await up({ directory: labDirectory(), hosts: ['node1'] })
  const client = await login(context.lab, 'node1')
  context.client = client
  context.sh = command => run(client, command)
  context.unit = (name, text) =>
    run(client, `cat >/etc/systemd/system/${name}.service`, { input: text })
  context.show = async (unit, properties) =>
    (await run(client, `systemctl show ${unit} -p ${properties}`)).stdout.trim()
})

test.after(async ({ lab, client }: Partial<Context>) => {
  client?.end()
  if (!lab) return
  await down(lab.directory)
  rmSync(lab.directory, { recursive: true })
})

const SLEEPER = '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target\n'

test('starts, stops and tells', async ({ sh, unit }) => {
  await unit('one', SLEEPER)
  const { stdout, code } = await sh(
    'systemctl is-active one; systemctl start one; systemctl is-active one; pgrep -cfx "/bin/sleep 1000"; systemctl stop one; systemctl is-active one',
  )
  assert.is(stdout, 'inactive\nactive\n1\ninactive\n')
  assert.is(code, 3)
})

test('knows no unit that has no file', async ({ sh, show }) => {
  const { code, stderr } = await sh('systemctl start nope')
  assert.is(code, 5)
  assert.is(stderr, 'Failed to start nope.service: Unit nope.service not found.\n')
  assert.is((await sh('systemctl stop nope')).code, 5)
  assert.is((await sh('systemctl status nope')).code, 4)
  assert.is((await sh('systemctl is-enabled nope')).code, 1)
  assert.is(
    await show('nope', 'LoadState,ActiveState'),
    'LoadState=not-found\nActiveState=inactive',
  )
})

test('enables by links, and starts with --now', async ({ sh, unit }) => {
  await unit('two', SLEEPER)
  assert.equal(await sh('systemctl is-enabled two'), {
    code: 1,
    signal: undefined,
    stdout: 'disabled\n',
    stderr: '',
  })
  const { stderr } = await sh('systemctl enable --now two')
  assert.match(stderr, 'Created symlink /etc/systemd/system/multi-user.target.wants/two.service')
  assert.is(
    (await sh('systemctl is-enabled two; systemctl is-active two')).stdout,
    'enabled\nactive\n',
  )
  await sh('systemctl disable --now two')
  assert.is(
    (await sh('systemctl is-enabled two; systemctl is-active two')).stdout,
    'disabled\ninactive\n',
  )
  assert.is((await sh('systemctl is-enabled three')).stdout, '')
})

test('will not start what is masked', async ({ sh, show, client }) => {
  await run(client, 'cat >/usr/local/lib/systemd/system/hidden.service', { input: SLEEPER })
  await sh('systemctl mask hidden')
  assert.is(
    await show('hidden', 'LoadState,UnitFileState'),
    'LoadState=masked\nUnitFileState=masked',
  )
  const { code, stderr } = await sh('systemctl start hidden')
  assert.is(code, 1)
  assert.match(stderr, 'Unit hidden.service is masked.')
  await sh('systemctl unmask hidden')
  assert.is((await sh('systemctl start hidden')).code, 0)
  await sh('systemctl stop hidden')
})

test('starts again what was killed, as the unit wishes', async ({ sh, unit, show }) => {
  await unit('always', `${SLEEPER}[Service]\nRestart=always\nRestartSec=20ms\n`)
  await sh('systemctl start always; kill -9 $(systemctl show -P MainPID always)')
  await until(
    async () =>
      (await show('always', 'NRestarts,ActiveState')) === 'NRestarts=1\nActiveState=active',
  )

  await unit('never', SLEEPER)
  await sh('systemctl start never; kill -9 $(systemctl show -P MainPID never)')
  await until(async () => (await show('never', 'ActiveState')) === 'ActiveState=failed')
  assert.is(await show('never', 'Result,MainPID'), 'Result=signal\nMainPID=0')
  assert.is((await sh('systemctl is-system-running')).stdout, 'degraded\n')
  await sh('systemctl reset-failed never')
  assert.is((await sh('systemctl is-system-running')).stdout, 'running\n')
})

test('gives up on what fails again and again', async ({ unit, sh, show }) => {
  await unit('broken', '[Service]\nExecStart=/bin/false\nRestart=always\nRestartSec=1ms\n')
  await sh('systemctl start broken')
  await until(async () => (await show('broken', 'Result')) === 'Result=start-limit-hit')
  await sh('systemctl reset-failed broken')
})

test('asks politely, waits, and then kills', async ({ sh, unit, show }) => {
  const stubborn = `/bin/sh -c 'trap "" TERM; echo up >/run/stubborn; while :; do sleep 0.05; done'`
  await unit('stubborn', `[Service]\nExecStart=${stubborn}\nTimeoutStopSec=200ms\n`)
  await sh('systemctl start stubborn')
  await until(async () => (await sh('test -e /run/stubborn')).code === 0)
  await sh('systemctl stop stubborn')
  assert.is(await show('stubborn', 'ActiveState,MainPID'), 'MainPID=0\nActiveState=inactive')
  assert.is((await sh('pgrep -f stubborn')).stdout, '')
})

test('hands over environment, files of it, and expands variables', async ({ sh, unit }) => {
  await sh(`printf '# x\\nOPTIONS="--a=1 --b"\\nNAME=two words\\n' >/etc/sysconfig/args`)
  const command = `/bin/sh -c 'printf "<%%s>" "$$@" >/run/args; exec sleep 1000' sh $OPTIONS \${NAME} $NOTHING`
  await unit(
    'args',
    `[Service]\nType=exec\nEnvironment=NAME=one\nEnvironmentFile=-/etc/sysconfig/missing\nEnvironmentFile=/etc/sysconfig/args\nExecStart=${command}\n`,
  )
  await sh('systemctl start args')
  await until(async () => (await sh('cat /run/args')).stdout === '<--a=1><--b><two words>')
  await sh('systemctl stop args')
})

test('runs what comes before, and fails when that fails', async ({ sh, unit, show }) => {
  await unit(
    'before',
    `[Service]\nExecStartPre=-/bin/false\nExecStartPre=/bin/sh -c 'exit 4'\nExecStart=/bin/sleep 1000\n`,
  )
  const { code, stderr } = await sh('systemctl start before')
  assert.is(code, 1)
  assert.match(stderr, 'Job for before.service failed')
  assert.is(await show('before', 'ActiveState,Result'), 'Result=exit-code\nActiveState=failed')
  assert.match((await sh('journalctl -u before -n 5')).stdout, 'status=4')
  await sh('systemctl reset-failed')
})

test('waits for a oneshot, and keeps it active if asked to', async ({ sh, unit, show }) => {
  await unit(
    'once',
    '[Service]\nType=oneshot\nExecStart=/bin/touch /run/once\nRemainAfterExit=yes\n',
  )
  assert.is((await sh('systemctl start once && test -e /run/once')).code, 0)
  assert.is(await show('once', 'ActiveState,SubState'), 'ActiveState=active\nSubState=exited')
})

test('reloads where the unit says how', async ({ sh, unit }) => {
  await unit(
    'reloads',
    `${SLEEPER}[Service]\nExecReload=/bin/sh -c 'echo $MAINPID >/run/reloaded'\n`,
  )
  const { stdout } = await sh(
    'systemctl start reloads; systemctl reload reloads; cat /run/reloaded; systemctl show -P MainPID reloads',
  )
  const [told, real] = stdout.trim().split('\n')
  assert.is(told, real)
  await unit('fixed', SLEEPER)
  assert.match((await sh('systemctl start fixed; systemctl reload fixed')).stderr, 'not applicable')
})

test('needs a reload of its files once they changed, and only then', async ({ sh, unit, show }) => {
  await unit('edited', SLEEPER)
  await sh('systemctl start edited')
  assert.is(await show('edited', 'NeedDaemonReload'), 'NeedDaemonReload=no')
  await sh(
    `mkdir -p /etc/systemd/system/edited.service.d; printf '[Service]\\nExecStart=\\nExecStart=/bin/sleep 2000\\n' >/etc/systemd/system/edited.service.d/more.conf`,
  )
  assert.is(await show('edited', 'NeedDaemonReload'), 'NeedDaemonReload=yes')

  await sh('systemctl restart edited')
  assert.is((await sh('pgrep -fx "/bin/sleep 2000"')).stdout, '')
  await sh('systemctl daemon-reload')
  assert.is(await show('edited', 'NeedDaemonReload'), 'NeedDaemonReload=no')
  await sh('systemctl restart edited')
  assert.is.not((await sh('pgrep -fx "/bin/sleep 2000"')).stdout, '')
})

test('answers many at once, none with another’s answer', async ({ sh }) => {
  const asking = Array.from(
    { length: 20 },
    (_, at) => `(echo "$(systemctl show -P Id u${at}) ${at}") &`,
  )
  const { stdout } = await sh(`${asking.join(' ')} wait`)
  const lines = stdout.trim().split('\n')
  assert.is(lines.length, 20)
  for (const line of lines) {
    const [id, at] = line.split(' ')
    assert.is(id, `u${at}.service`)
  }
  assert.is((await sh('ls /run/lab')).stdout, 'control\n')
})

test('is quick', async ({ sh }) => {
  const { stdout } = await sh(
    'a=$(date +%s%N); for i in 1 2 3 4 5 6 7 8 9 10; do systemctl is-active docker >/dev/null; done; echo $((($(date +%s%N) - a) / 10000000))',
  )
  assert.ok(Number(stdout) < 100, `${stdout.trim()} ms a call`)
})

test.run()
