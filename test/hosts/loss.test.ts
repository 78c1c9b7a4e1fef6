import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type FleetHost, hostOf, inside, reachedBy } from '../helpers/fleet.ts'
import { until } from '../helpers/lab.ts'
import { dockerStarts, type Site, site } from '../helpers/site.ts'
import {
  changesOn,
  Desk,
  failuresOf,
  type Playing,
  startWharf,
  total,
  wharf,
} from '../helpers/wharf.ts'

interface Context extends Site {
  readonly desk: Desk
  readonly hosts: readonly FleetHost[]
  readonly inventory: string
}

const test = suite<Context>('Sessions, controllers and locks that are lost')
test.before(async context => {
  const found = await site()
  const desk = new Desk()
  const hosts = ['h1', 'h2', 'h5'].map(name => hostOf(found.fleet, name))
  const inventory = desk.write('inventory.yaml', {
    all: {
      hosts: Object.fromEntries(
        hosts.map(({ name, address }) => [name, { ansible_host: address }]),
      ),
      vars: reachedBy(found.fleet),
    },
  })
  Object.assign(context, { ...found, desk, hosts, inventory })
})
test.after(({ desk }) => desk[Symbol.dispose]())

test('goes on without a host whose session ended, and makes up for it', async context => {
  const { hosts, inventory } = context
  const [, , lost] = hosts
  if (!lost) throw new Error('no third host')
  const starts = await allStarts(hosts)
  const playing = await playUntilHeld(context, 'first')

  await endSessions(lost)
  await letGo(hosts, 'first')
  const broken = await playing.ended
  const due = await dockerStarts(lost)
  const finished = await wharf(playbook(context, 'first'), '-i', inventory)

  assert.is(broken.code, 4, failuresOf(broken))
  assert.is(broken.recap[lost.name]?.unreachable, 1)
  assert.is(total(broken, 'failed'), 0)
  assert.is(due, starts[2])
  assert.is(finished.code, 0, failuresOf(finished))
  assert.equal(changesOn(finished, lost.name), ['restart docker'])
  assert.equal(
    await allStarts(hosts),
    starts.map(count => count + 1),
  )
})

test('restarts what was due when the controller was killed', async context => {
  const { hosts, inventory } = context
  const starts = await allStarts(hosts)
  const playing = await playUntilHeld(context, 'second')

  playing.kill('SIGKILL')
  const killed = await playing.ended
  await letGo(hosts, 'second')
  const finished = await wharf(playbook(context, 'second'), '-i', inventory)
  const again = await wharf(playbook(context, 'second'), '-i', inventory)

  assert.is(killed.code, undefined)
  assert.is(finished.code, 0, failuresOf(finished))
  assert.is(total(again, 'changed'), 0)
  assert.equal(
    await allStarts(hosts),
    starts.map(count => count + 1),
  )
})

test('waits for another controller that is at work on a host', async context => {
  const { hosts, inventory, desk } = context
  const playing = await playUntilHeld(context, 'third')
  const mark = desk.write('mark.yaml', [
    { hosts: 'all', gather_facts: false, tasks: [{ shell: 'echo second >>/var/tmp/order' }] },
  ])

  const second = startWharf(mark, '-i', inventory)
  await second.until(({ kind }) => kind === 'taskStarted')
  for (const host of hosts) await until(() => isKnockedAt(host))
  await letGo(hosts, 'third')
  const [first, last] = await Promise.all([playing.ended, second.ended])

  assert.is(first.code, 0, failuresOf(first))
  assert.is(last.code, 0, failuresOf(last))
  for (const host of hosts) assert.is(await inside(host, 'cat /var/tmp/order'), 'third\nsecond')
})

/** A play that owes docker a restart and then stays in a task until it is let go. */
function playbook({ desk }: Context, name: string): string {
  return desk.write(`${name}.yaml`, [
    {
      hosts: 'all',
      gather_facts: false,
      tasks: [
        {
          name: 'set an option',
          lineinfile: {
            path: '/etc/sysconfig/docker-storage',
            regexp: '^#run',
            line: `#run ${name}`,
          },
          notify: 'restart docker',
        },
        {
          name: 'hold',
          shell: `touch /run/held.${name}; until [ -e /run/go.${name} ]; do sleep 0.05; done`,
          changed_when: false,
        },
        {
          name: 'note the order',
          shell: `echo ${name} >>/var/tmp/order`,
          when: name === 'third',
        },
      ],
      handlers: [{ name: 'restart docker', systemd: { name: 'docker', state: 'restarted' } }],
    },
  ])
}

/** Starts the play and waits until every host is in the task that holds. */
async function playUntilHeld(context: Context, name: string): Promise<Playing> {
  const playing = startWharf(playbook(context, name), '-i', context.inventory)
  await playing.until(({ kind }) => kind === 'playStarted')
  for (const host of context.hosts) await until(() => exists(host, `/run/held.${name}`))
  return playing
}

async function letGo(hosts: readonly FleetHost[], name: string): Promise<void> {
  await Promise.all(hosts.map(host => inside(host, `touch /run/go.${name}`)))
}

/** Ends the processes that serve SSH sessions; the one that listens stays. */
async function endSessions(host: FleetHost): Promise<void> {
  await inside(host, 'pkill -KILL -f "^sshd: root@"')
}

/** A shell waits for the lock that another one has. */
async function isKnockedAt(host: FleetHost): Promise<boolean> {
  return (await inside(host, 'pgrep -cf "^sshd: root@" || true')) === '2'
}

async function exists(host: FleetHost, path: string): Promise<boolean> {
  return (await inside(host, `[ -e ${path} ] && echo yes || echo no`)) === 'yes'
}

function allStarts(hosts: readonly FleetHost[]): Promise<number[]> {
  return Promise.all(hosts.map(dockerStarts))
}

test.run()
