import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import type { Client } from 'ssh2'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { down, type Lab, pathsOf, requirements, SSH_PORT, status, up } from '../../src/lab/index.ts'
import { finish, hostOf, labDirectory, login, openChannel, run, until } from '../helpers/lab.ts'

interface Context {
  lab: Lab
  client: Client
}

const test = suite<Context>('a host of the lab')

test.before(async context => {
  const missing = await requirements()
  if (missing) throw new Error(missing)
  context.lab = await up({ directory: labDirectory(), hosts: ['infra1'] })
  context.client = await login(context.lab, 'infra1')
})

test.after(async ({ lab, client }: Partial<Context>) => {
  client?.end()
  if (!lab) return
  await down(lab.directory)
  rmSync(lab.directory, { recursive: true })
})

test('is a machine of its own, with neither Node nor Python', async ({ client }) => {
  const { stdout } = await run(client, 'hostname; id -u; ps ax | wc -l; echo /usr/x*')
  const [name, uid, processes] = stdout.split('\n')
  assert.is(name, 'infra1')
  assert.is(uid, '0')
  assert.ok(Number(processes) < 20, `${processes} processes`)

  const { code, stdout: found } = await run(client, 'command -v node python3 npm python')
  assert.is(found, '')
  assert.is.not(code, 0)
})

test('has a writable root and leaves this machine alone', async ({ lab, client }) => {
  const write = 'echo mine >/etc/mine && cat /etc/mine; touch /usr/lib/mine'
  const { stdout, stderr } = await run(client, write)
  assert.is(stdout, 'mine\n')
  assert.match(stderr, 'Read-only file system')
  assert.not(existsSync('/etc/mine'))
  assert.ok(existsSync(`${pathsOf(lab.directory).root('infra1')}/etc/mine`))
})

test('knows itself by name', async ({ lab, client }) => {
  const { stdout } = await run(client, 'getent hosts infra1')
  assert.match(stdout, hostOf(lab, 'infra1').address)
})

test('gives the exit status, and each stream by itself', async ({ client }) => {
  const ran = await run(client, 'echo out; echo err >&2; exit 7')
  assert.equal(ran, { code: 7, signal: undefined, stdout: 'out\n', stderr: 'err\n' })
})

test('names the signal that ended a program', async ({ client }) => {
  assert.is((await run(client, 'kill -TERM $$')).signal, 'SIGTERM')
})

test('passes signals on', async ({ client }) => {
  const script = 'trap "echo caught; exit 3" USR1; echo ready; while :; do sleep 0.05; done'
  const channel = await openChannel(client, script)
  const ran = finish(channel)
  channel.once('data', () => channel.signal('USR1'))
  const { code, stdout } = await ran
  assert.is(code, 3)
  assert.is(stdout, 'ready\ncaught\n')
})

test('takes locale variables and no others', async ({ client }) => {
  const env = { LC_TIME: 'C', LD_PRELOAD: '/x' }
  const { stdout } = await run(client, 'echo "$LC_TIME:$LD_PRELOAD:$HOME"', { env })
  assert.is(stdout, 'C::/root\n')
})

test('gives programs pipes, which can be opened again by name', async ({ client }) => {
  const command = 'echo named >/dev/stderr; exec sh /dev/stdin'
  const { stdout, stderr } = await run(client, command, { input: 'echo from the script\n' })
  assert.is(stdout, 'from the script\n')
  assert.is(stderr, 'named\n')
})

test('carries megabytes both ways at once, on both streams', async ({ client }) => {
  const input = Buffer.alloc(6_000_000, 'x')
  const { stdout, stderr } = await run(client, 'tee /dev/stderr', { input })
  assert.is(stdout.length, input.length)
  assert.is(stderr.length, input.length)
})

test('holds a program back while nobody reads', async ({ client }) => {
  const channel = await openChannel(client, 'echo $$; exec yes')
  const pid = await new Promise<string>(resolve =>
    channel.once('data', (data: Buffer) => resolve(String(data).split('\n')[0] ?? '')),
  )
  channel.pause()

  // Asleep in a write to a full pipe.
  await until(async () => (await run(client, `cut -d" " -f3 /proc/${pid}/stat`)).stdout === 'S\n')
  channel.close()
  await until(async () => (await run(client, `test -d /proc/${pid}`)).code !== 0)
})

test('closes a channel when the last holder of its output is gone', async ({ client }) => {
  const channel = await openChannel(client, 'sleep 0.3 & echo started')
  let exited = false
  channel.once('exit', () => {
    exited = true
  })
  const ran = finish(channel)
  await until(() => exited)
  assert.is((await run(client, 'pgrep -c sleep')).stdout, '1\n')
  assert.is((await ran).stdout, 'started\n')
  assert.is((await run(client, 'pgrep -c sleep')).stdout, '0\n')
})

test('gives a terminal to who asks for one', async ({ client }) => {
  const channel = await openChannel(client, 'tty; stty size', { pty: { rows: 33, cols: 99 } })
  const { stdout } = await finish(channel)
  assert.match(stdout, '/dev/pts/0')
  assert.match(stdout, '33 99')
})

test('connects onwards, to names it knows', async ({ client }) => {
  const banner = await new Promise<string>((resolve, reject) =>
    client.forwardOut('', 0, 'infra1', SSH_PORT, (error, channel) => {
      if (error) return reject(error)
      channel.once('data', (data: Buffer) => {
        resolve(String(data))
        channel.end()
      })
    }),
  )
  assert.match(banner, /^SSH-2\.0/)
})

test('refuses to connect where nobody listens', async ({ client }) => {
  const error = await new Promise<Error | undefined>(resolve =>
    client.forwardOut('', 0, 'infra1', 9, failure => resolve(failure)),
  )
  assert.match(error?.message ?? '', 'open failure')
})

test('lets nobody in without the key', async ({ lab }) => {
  const args = [
    '-F',
    'none',
    '-o',
    'BatchMode=yes',
    '-o',
    'IdentityFile=none',
    '-o',
    'IdentityAgent=none',
  ]
  const known = `UserKnownHostsFile="${pathsOf(lab.directory).knownHosts}"`
  const at = `root@${hostOf(lab, 'infra1').address}`
  const { stderr } = spawnSync('ssh', [...args, '-o', known, '-p', String(SSH_PORT), at, 'true'])
  assert.match(String(stderr), 'Permission denied (publickey)')
})

test('is one that the system’s own ssh can use', async ({ lab }) => {
  const paths = pathsOf(lab.directory)
  const args = ['-F', 'none', '-i', paths.key, '-o', `UserKnownHostsFile="${paths.knownHosts}"`]
  const at = `root@${hostOf(lab, 'infra1').address}`
  const { status: code, stdout } = spawnSync(
    'ssh',
    [...args, '-p', String(SSH_PORT), at, 'cat; exit 5'],
    { input: 'hello' },
  )
  assert.is(code, 5)
  assert.is(String(stdout), 'hello')
})

test('starts docker with what its settings file says', async ({ client }) => {
  const edit = `sed -i "s/^# ADD_REGISTRY=.*/ADD_REGISTRY='--add-registry=a --add-registry b'/" /etc/sysconfig/docker`
  await run(client, `${edit}; systemctl restart docker`)
  // The daemon notes its start itself, which may be after systemctl has returned.
  let starts: string[] = []
  await until(async () => {
    const { stdout } = await run(client, 'cat /var/log/dockerd.starts')
    starts = stdout.trim().split('\n')
    return starts.length >= 2
  })
  assert.is(starts.length, 2)
  assert.match(starts[1] ?? '', '--add-registry=a --add-registry b')
})

test('has a dockerd that knows its options and refuses others', async ({ client }) => {
  assert.match((await run(client, 'dockerd --help')).stdout, '--block-registry')
  const { code, stderr } = await run(client, 'dockerd --frobnicate')
  assert.is(code, 125)
  assert.match(stderr, 'unknown flag: --frobnicate')
})

test('ends every session with its SSH server, which comes back', async ({ lab, client }) => {
  const other = await login(lab, 'infra1')
  const gone = new Promise<void>(resolve => other.once('close', () => resolve()))
  other.on('error', () => undefined)
  const before = (await run(client, 'systemctl show -P MainPID sshd')).stdout.trim()
  client.on('error', () => undefined)
  await openChannel(other, `kill -9 ${before}`)
  await gone

  await until(async () => (await status(lab.directory))?.[0]?.state === 'up')
  const again = await login(lab, 'infra1')
  assert.is.not((await run(again, 'systemctl show -P MainPID sshd')).stdout.trim(), before)
  again.end()
})

test.run()
