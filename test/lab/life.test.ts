import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { down, type Lab, requirements, SSH_PORT, status, up } from '../../src/lab/index.ts'
import { hostOf, labDirectory, login, run, until } from '../helpers/lab.ts'

test('labs live side by side, survive the loss of a host, and leave nothing', async () => {
  const missing = await requirements()
  if (missing) throw new Error(missing)
  const directories = [labDirectory(), labDirectory()] as const
  const [one, other] = await Promise.all([
    up({ directory: directories[0], hosts: ['node1'] }),
    up({ directory: directories[1], hosts: ['node1'] }),
  ])
  assert.is.not(one.network, other.network)

  await writeOn(other, 'kept', '/etc/kept')
  await lose(other)
  assert.is((await status(other.directory))?.[0]?.state, 'down')
  const answered: string[] = []
  await up({ directory: other.directory, onHost: host => answered.push(host.name) })
  await up({ directory: other.directory, onHost: host => answered.push(host.name) })
  assert.equal(answered, ['node1'])
  assert.is(await readOn(other, '/etc/kept'), 'kept')

  const namespaces = membersOf(other.directory).map(namespaceOf)
  assert.ok(namespaces.length > 0)
  assert.ok(await down(other.directory))
  assert.equal(readdirSync(other.directory), [])
  assert.not(await isListening(other))
  assert.equal(membersOf(other.directory), [])
  const left = processes().filter(pid => namespaces.includes(namespaceOf(pid)))
  assert.equal(left, [])
  assert.not.match(readFileSync('/proc/self/mounts', 'utf8'), other.directory)

  assert.is((await status(one.directory))?.[0]?.state, 'up')
  await down(one.directory, { keepLogs: true })
  assert.equal(readdirSync(`${one.directory}/.lab`), ['logs'])
  assert.is(await down(other.directory), false)
  for (const directory of directories) rmSync(directory, { recursive: true })
})

test('an interrupted start leaves nothing', async () => {
  const directory = labDirectory()
  const interrupt = new AbortController()
  const outcome = up({ directory, hosts: ['node1', 'node2'], signal: interrupt.signal }).catch(
    (error: Error) => error.name,
  )
  await until(() => existsSync(`${directory}/.lab/hosts/node2/process.json`))
  const members = membersOf(directory)
  interrupt.abort()

  assert.is(await outcome, 'InterruptedFault')
  assert.ok(members.length > 0)
  assert.equal(membersOf(directory), [])
  assert.equal(readdirSync(directory), [])
  rmSync(directory, { recursive: true })
})

async function writeOn(lab: Lab, text: string, path: string): Promise<void> {
  const client = await login(lab, 'node1')
  await run(client, `printf ${text} >${path}`)
  client.end()
}

async function readOn(lab: Lab, path: string): Promise<string> {
  const client = await login(lab, 'node1')
  const { stdout } = await run(client, `cat ${path}`)
  client.end()
  return stdout
}

/** Kills a lab's host from outside, as a crash would. */
async function lose(lab: Lab): Promise<void> {
  for (const pid of membersOf(lab.directory)) process.kill(pid, 'SIGKILL')
  await until(async () => !(await isListening(lab)))
}

function isListening(lab: Lab): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(SSH_PORT, hostOf(lab, 'node1').address)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
}

/** Processes that were started with the name of a directory. */
function membersOf(directory: string): number[] {
  return processes().filter(pid => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory)
    } catch {
      // It ended while we were looking.
      return false
    }
  })
}

/** The process namespace that a process gives its children: the host's, for the one that made it. */
function namespaceOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid_for_children`)
  } catch {
    return 'ended'
  }
}

test.run()
