import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Fleet,
  type FleetHost,
  hostOf,
  inside,
  reachedBy,
  sharedFleet,
} from '../helpers/fleet.ts'
import { runProgram } from '../helpers/program.ts'
import { Desk, failuresOf, outcomeOf, type Played, reasonOf, wharfAs } from '../helpers/wharf.ts'

interface Context {
  readonly fleet: Fleet
  readonly desk: Desk
  readonly jump: FleetHost
  readonly host: FleetHost
  readonly other: FleetHost
}

const test = suite<Context>('Logging in to real sshd')
test.before(async context => {
  const fleet = await sharedFleet()
  const [jump, host, other] = ['h1', 'h2', 'h5'].map(name => hostOf(fleet, name))
  Object.assign(context, { fleet, desk: new Desk(), jump, host, other })
})
test.after(({ desk }) => desk[Symbol.dispose]())

test('refuses a host whose key is not known, and goes on with others', async context => {
  const { host, other, desk } = context
  const nobody = desk.write('nobody', '')

  const run = await play(context, { ansible_ssh_common_args: `-o UserKnownHostsFile=${nobody}` })

  assert.is(run.code, 4, failuresOf(run))
  assert.match(reasonOf(outcomeOf(run, 'who', host.name)), /host key of .* is not known/)
  assert.is(run.recap[other.name]?.ok, 2)
})

test('refuses a host whose key has changed', async context => {
  const { fleet, host, other, desk } = context
  const lines = readFileSync(fleet.knownHosts, 'utf8').split('\n')
  const keyOf = ({ name }: FleetHost) =>
    lines.find(line => line.includes(`,${name} `))?.split(' ')[2]
  const file = desk.write('changed', `${host.address} ssh-ed25519 ${keyOf(other)}\n`)

  const run = await play(context, { ansible_ssh_common_args: `-o UserKnownHostsFile=${file}` })

  assert.is(run.code, 4, failuresOf(run))
  assert.match(reasonOf(outcomeOf(run, 'who', host.name)), /^THE HOST KEY OF .* HAS CHANGED/)
})

test('says that a key is not accepted', async context => {
  const { host, desk } = context
  const key = `${desk.path}/stranger`
  await runProgram(spawn('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]))

  const run = await play(context, { ansible_ssh_private_key_file: key })

  assert.is(run.code, 4, failuresOf(run))
  assert.match(reasonOf(outcomeOf(run, 'who', host.name)), /stranger/)
})

test('knows hosts whose names are hashed', async context => {
  const { fleet, desk } = context
  const file = desk.write('hashed', readFileSync(fleet.knownHosts, 'utf8'))
  await runProgram(spawn('ssh-keygen', ['-H', '-f', file]))
  rmSync(`${file}.old`)
  assert.not.match(readFileSync(file, 'utf8'), '10.')

  const run = await play(context, { ansible_ssh_common_args: `-o UserKnownHostsFile=${file}` })

  assert.is(run.code, 0, failuresOf(run))
})

test("takes the agent's keys", async context => {
  const { fleet, desk } = context
  const socket = `${desk.path}/agent`
  const agent = spawn('ssh-agent', ['-D', '-a', socket])
  try {
    await new Promise(resolve => agent.stdout.once('data', resolve))
    const environment = { SSH_AUTH_SOCK: socket, HOME: desk.path }
    const env = { ...process.env, ...environment }
    const before = await play(context, WITHOUT_KEY, environment)
    await runProgram(spawn('ssh-add', ['-q', fleet.key], { env }))
    const after = await play(context, WITHOUT_KEY, environment)

    assert.is(before.code, 4)
    assert.is(after.code, 0, failuresOf(after))
  } finally {
    agent.kill()
  }
})

test('goes through a jump host', async context => {
  const { jump, host, fleet } = context
  const args = `-F ${fleet.sshConfig} -o ProxyJump=${jump.name}`

  const run = await play(context, { ansible_host: host.name, ansible_ssh_common_args: args })

  assert.is(run.code, 0, failuresOf(run))
  assert.is(stdoutOf(run, host), `root from ${jump.address}`)
})

test('becomes root where sudo asks for no password', async context => {
  const run = await play(context, { ansible_user: 'deploy', ansible_become: true })

  assert.is(run.code, 0, failuresOf(run))
  assert.match(stdoutOf(run, context.host), /^root /)
})

test('becomes root with a password', async context => {
  const run = await play(context, { ...OPS, ansible_become_password: 'ops-secret' })

  assert.is(run.code, 0, failuresOf(run))
  assert.match(stdoutOf(run, context.host), /^root /)
})

test('gives a wrong password once', async context => {
  const { host } = context
  const failures = 'journalctl -q -o cat -t sudo | grep -c "authentication failure" || true'
  const before = Number(await inside(host, failures))

  const run = await play(context, { ...OPS, ansible_become_password: 'guess' })

  assert.is.not(run.code, 0)
  assert.match(reasonOf(outcomeOf(run, 'who', host.name)), /password/)
  assert.is(Number(await inside(host, failures)), before + 1)
})

test('says that a password is missing', async context => {
  const run = await play(context, OPS)

  assert.is.not(run.code, 0)
  assert.match(reasonOf(outcomeOf(run, 'who', context.host.name)), /password/)
})

test('says that the server allows no more sessions', async context => {
  const { host } = context
  const file = '/etc/ssh/sshd_config.d/sessions.conf'
  await inside(host, `echo MaxSessions 1 >${file} && systemctl reload ssh`)
  try {
    const run = await play(context, {})

    assert.is.not(run.code, 0)
    assert.match(reasonOf(outcomeOf(run, 'as another', host.name)), /MaxSessions/)
  } finally {
    await inside(host, `rm ${file} && systemctl reload ssh`)
  }
})

const WITHOUT_KEY = { ansible_ssh_private_key_file: '' }
const OPS = { ansible_user: 'ops', ansible_become: true }

/** Asks one host who one is there, under these variables, and another one as usual. */
async function play(
  { fleet, desk, host, other }: Context,
  variables: Readonly<Record<string, string | boolean>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Played> {
  const shell = 'set -- $SSH_CLIENT; echo "$(id -un) from $1"'
  const task = { shell, changed_when: false }
  const asAnother = { name: 'as another', ...task, become: true, become_user: 'ops' }
  const inventory = {
    all: {
      hosts: {
        [host.name]: { ...reachedBy(fleet), ansible_host: host.address, ...variables },
        [other.name]: { ...reachedBy(fleet), ansible_host: other.address },
      },
    },
  }
  const playbook = [
    { hosts: 'all', gather_facts: false, tasks: [{ name: 'who', ...task }, asAnother] },
  ]
  return wharfAs(
    environment,
    desk.write('who.yaml', playbook),
    '-i',
    desk.write('inventory.yaml', inventory),
  )
}

function stdoutOf(run: Played, host: FleetHost): string {
  const outcome = outcomeOf(run, 'who', host.name)
  return outcome && 'result' in outcome ? String(outcome.result?.['stdout']) : ''
}

test.run()
