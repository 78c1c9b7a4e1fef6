import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Event } from '../../src/engine/module/index.ts'
import { type Lab, pathsOf, registryServiceAddress } from '../../src/lab/model.ts'
import { describe, isSignedBy } from '../../src/pki/index.ts'
import { cli } from '../helpers/cli.ts'
import { failuresOf, type Played } from '../helpers/wharf.ts'
import { dockerStarts, newLab, play, readOn, SITE, serviceStarts, takeDown } from './labs.ts'
import { leaksOn, secretsOf, watchProcesses } from './secrets.ts'
import { differences, snapshot } from './snapshot.ts'

const HOSTS = ['master1', 'infra1', 'node1', 'node2']
const NAMES = ['docker-registry.default.svc', 'docker-registry.default.svc.cluster.local']

/** One lab from its first day on: each test goes on where the one before has ended. */
interface Context {
  lab: Lab
  /** What `--check` said would change. */
  foretold: readonly string[]
}

const test = suite<Context>('site.yaml')

test.after(async ({ lab }: Partial<Context>) => {
  if (lab) await takeDown(lab)
})

test('says in check mode what it would do to new hosts, and does nothing', async context => {
  const lab = await newLab()
  context.lab = lab
  const before = HOSTS.map(host => snapshot(lab, host))

  const checked = await play(lab, SITE, '--check', '--diff')

  assert.is(checked.code, 0, failuresOf(checked))
  context.foretold = changes(checked.events)
  assert.ok(context.foretold.length > 20)
  for (const [index, host] of HOSTS.entries()) {
    assert.equal(differences(before[index] ?? {}, snapshot(lab, host)), [], host)
    assert.is(dockerStarts(lab, host), 1, host)
  }
})

test('then changes exactly that, and shows no secret to anybody', async ({ lab, foretold }) => {
  const report = join(lab.directory, 'report.jsonl')
  const stop = watchProcesses(lab)
  const words = ['playbook', SITE, '-i', pathsOf(lab.directory).inventory]
  const end = await cli([...words, '-vvv', '--diff', '--report', report], { cwd: lab.directory })
  const processes = await stop()

  assert.is(end.code, 0, end.stdout)
  const text = readFileSync(report, 'utf8')
  const events = text
    .trim()
    .split('\n')
    .map((line): Event => JSON.parse(line))
  assert.equal(changes(events), foretold)
  assert.ok(processes.includes('dockerd --selinux-enabled'))
  const secrets = secretsOf(lab)
  for (const [what, secret] of Object.entries(secrets)) {
    assert.ok(secret.length > 20, what)
    assert.not(end.stdout.includes(secret), `${what} is in the output`)
    assert.not(text.includes(secret), `${what} is in the report`)
    assert.not(processes.includes(secret), `${what} is in a list of processes`)
  }
  for (const host of HOSTS) assert.equal(leaksOn(lab, host, secrets), [], host)
})

test('leaves files, owners and modes as promised', ({ lab }) => {
  const address = `${registryServiceAddress(lab.network)}:5000`
  const ca = readOn(lab, 'master1', '/etc/origin/master/ca.crt') ?? ''
  for (const host of HOSTS) {
    for (const name of [address, ...NAMES.map(each => `${each}:5000`)]) {
      assert.is(readOn(lab, host, `/etc/docker/certs.d/${name}/ca.crt`), ca, host)
      assert.is(modeOf(lab, host, `/etc/docker/certs.d/${name}/ca.crt`), 0o644, host)
      assert.is(modeOf(lab, host, `/etc/docker/certs.d/${name}`), 0o755, host)
    }
    const sysconfig = readOn(lab, host, '/etc/sysconfig/docker') ?? ''
    const allowed = ['registry.access.redhat.com', address, ...NAMES.map(each => `${each}:5000`)]
    const added = allowed.map(each => `--add-registry=${each}`).join(' ')
    assert.match(sysconfig, `\nADD_REGISTRY='${added}'\n`, host)
    assert.match(sysconfig, "\nBLOCK_REGISTRY='--block-registry=all'\n", host)
    assert.match(sysconfig, "\nOPTIONS='--selinux-enabled --log-driver=journald'\n", host)
    assert.match(readOn(lab, host, '/etc/hosts') ?? '', NAMES.join(' '), host)
  }
  const modes = { 'ca.crt': 0o644, 'ca.key': 0o600, 'ca.serial.txt': 0o644 }
  for (const [name, mode] of Object.entries(modes)) {
    assert.is(modeOf(lab, 'master1', `/etc/origin/master/${name}`), mode, name)
  }
  const secret = {
    'registry.key': 0o600,
    'http.secret': 0o400,
    htpasswd: 0o640,
    'config.yml': 0o640,
  }
  for (const [name, mode] of Object.entries(secret)) {
    assert.is(modeOf(lab, 'infra1', `/etc/wharfinger/registry/${name}`), mode, name)
  }
  assert.is(modeOf(lab, 'infra1', '/registry'), 0o770)
})

test('restarts docker once on each host, and the master once', ({ lab }) => {
  for (const host of HOSTS) assert.is(dockerStarts(lab, host), 2, host)
  assert.is(serviceStarts(lab, 'master1', 'atomic-openshift-master'), 2)
  assert.is(serviceStarts(lab, 'infra1', 'wharf-registry'), 1)
})

test('changes nothing the second time, and foretells nothing', async ({ lab }) => {
  const again = await play(lab, SITE)
  assertUnchanged(again)
  const checked = await play(lab, SITE, '--check', '--diff')
  assertUnchanged(checked)
  for (const host of HOSTS) assert.is(dockerStarts(lab, host), 2, host)
})

test('moves to another address with all that knows it', async ({ lab }) => {
  const former = registryServiceAddress(lab.network)
  const next = otherAddress(lab)
  const words = ['-e', `registry_service_ip=${next}`]
  const certificate = (): string =>
    readOn(lab, 'infra1', '/etc/wharfinger/registry/registry.crt') ?? ''
  const ca = readOn(lab, 'master1', '/etc/origin/master/ca.crt') ?? ''
  const serial = describe(certificate()).serial

  const moved = await play(lab, SITE, ...words)

  assert.is(moved.code, 0, failuresOf(moved))
  assert.is(readOn(lab, 'master1', '/etc/origin/master/ca.crt'), ca)
  assert.ok(isSignedBy(certificate(), ca))
  assert.is.not(describe(certificate()).serial, serial)
  assert.equal(describe(certificate()).names, [next, ...NAMES])
  for (const host of HOSTS) {
    assert.is(readOn(lab, host, `/etc/docker/certs.d/${next}:5000/ca.crt`), ca, host)
    assert.is(readOn(lab, host, `/etc/docker/certs.d/${former}:5000/ca.crt`), undefined, host)
    assert.match(readOn(lab, host, '/etc/hosts') ?? '', `${next} ${NAMES.join(' ')}\n`, host)
    assert.not.match(readOn(lab, host, '/etc/hosts') ?? '', `${former} `, host)
    assert.is(dockerStarts(lab, host), 3, host)
  }
  assert.is(serviceStarts(lab, 'master1', 'atomic-openshift-master'), 3)
  assert.is(serviceStarts(lab, 'infra1', 'wharf-registry'), 2)
})

test('then changes only what somebody else has changed, and restarts only what reads it', async ({
  lab,
}) => {
  const words = ['-e', `registry_service_ip=${otherAddress(lab)}`]
  const path = join(pathsOf(lab.directory).root('node2'), '/etc/sysconfig/docker')
  const right = readFileSync(path, 'utf8')
  writeFileSync(path, right.replace(/^BLOCK_REGISTRY=.*$/m, ''))

  const mended = await play(lab, SITE, ...words)

  assert.is(mended.code, 0, failuresOf(mended))
  assert.equal(changes(mended.events), [
    'node2: docker_service : restart docker',
    'node2: docker_whitelist : Allow these registries and block the others',
  ])
  assert.equal(
    HOSTS.map(host => dockerStarts(lab, host)),
    [3, 3, 3, 4],
  )
})

/** Another address of the lab's services. */
function otherAddress(lab: Lab): string {
  return registryServiceAddress(lab.network).replace(/\d+$/, '9')
}

/** What a run changed: host and task, each as often as it did, sorted. */
function changes(events: readonly Event[]): string[] {
  return events
    .flatMap(event =>
      event.kind === 'taskFinished' && event.outcome.kind === 'changed'
        ? [`${event.host}: ${event.task.name}`]
        : [],
    )
    .sort()
}

function assertUnchanged(end: Played): void {
  assert.is(end.code, 0, failuresOf(end))
  assert.equal(changes(end.events), [])
  assert.equal(Object.keys(end.recap).sort(), [...HOSTS].sort())
}

function modeOf(lab: Lab, host: string, path: string): number {
  const stat = statSync(join(pathsOf(lab.directory).root(host), path))
  assert.is(stat.uid, process.getuid?.(), path)
  return stat.mode & 0o7777
}

test.run()
