import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Lab, pathsOf } from '../../src/lab/index.ts'
import { knownHostsLine, newKeyPair } from '../../src/lab/keys.ts'
import { folder } from '../helpers/folder.ts'
import { hostOf, login, run, until } from '../helpers/lab.ts'
import { failuresOf, type Played } from '../helpers/wharf.ts'
import { dropConnections, play, readOn, sharedLab, startPlay } from './labs.ts'

const OTHERS = ['master1', 'infra1', 'node2']

/** What is wrong with node1, as a second inventory says it, and what its failure has to say. */
const WRONG: Readonly<Record<string, (lab: Lab, desk: string) => readonly [object, RegExp]>> = {
  'refuses the connection': () => [{ ansible_port: 1 }, /:1 refused the connection/],
  'is called a name that nobody knows': () => [
    { ansible_host: 'nowhere.invalid' },
    /nowhere\.invalid/,
  ],
  'has a host key that nobody vouched for': (_, desk) => [
    knownHosts(desk, ''),
    /the host key of .* is not known/,
  ],
  'has another host key than before': (lab, desk) => [
    knownHosts(desk, knownHostsLine(hostOf(lab, 'node1').address, 2222, newKeyPair('x').publicKey)),
    /THE HOST KEY OF .* HAS CHANGED/,
  ],
  'does not take the key': (_, desk) => {
    const path = join(desk, 'key')
    writeFileSync(path, newKeyPair('stranger').privateKey, { mode: 0o600 })
    return [{ ansible_ssh_private_key_file: path }, /key/]
  },
  'is to be reached with a key that is not there': () => [
    { ansible_ssh_private_key_file: '/nowhere/key' },
    /\/nowhere\/key/,
  ],
}

for (const [what, make] of Object.entries(WRONG)) {
  test(`a host that ${what} is unreachable, and says so; the others go on`, async () => {
    using desk = folder()
    const lab = await sharedLab()
    const [variables, says] = make(lab, desk.path)
    const override = join(desk.path, 'override.yaml')
    writeFileSync(override, JSON.stringify({ all: { hosts: { node1: variables } } }))
    const source = join(desk.path, 'source')
    writeFileSync(source, what)

    const end = await place(lab, source, '/etc/placed', '-i', override)

    assert.is(end.code, 4, failuresOf(end))
    assert.match(failuresOf(end), says, failuresOf(end))
    assert.is(end.recap['node1']?.unreachable, 1)
    for (const host of OTHERS) assert.is(readOn(lab, host, '/etc/placed'), what, host)
    assert.is.not(readOn(lab, 'node1', '/etc/placed'), what)
  })
}

test('a host whose disk is full fails, says so, and keeps nothing half-written', async () => {
  using desk = folder()
  const lab = await sharedLab()
  const client = await login(lab, 'node1')
  await run(client, 'mount -t tmpfs -o size=256k tiny /srv && echo before >/srv/file')
  const source = join(desk.path, 'source')
  writeFileSync(source, 'x'.repeat(1_000_000))

  const end = await place(lab, source, '/srv/file')
  const { stdout } = await run(client, 'cat /srv/file; ls -A /srv; umount /srv')
  client.end()

  assert.is(end.code, 2, failuresOf(end))
  assert.match(failuresOf(end), /^node1: .*No space left on device/m)
  assert.is(stdout, 'before\nfile\n')
  for (const host of OTHERS) assert.is(readOn(lab, host, '/srv/file')?.length, 1_000_000, host)
})

test('a connection that drops in the middle of a file leaves no part of it', async () => {
  using desk = folder()
  const lab = await sharedLab()
  const source = join(desk.path, 'source')
  writeFileSync(source, Buffer.alloc(96_000_000, 'wharf'))
  const opt = join(pathsOf(lab.directory).root('node1'), 'opt')

  const running = startPlay(
    lab,
    'place.yaml',
    ...placeWords(source, '/opt/big'),
    '-l',
    'node1:node2',
  )
  await until(() => drafts(opt).some(name => statSync(join(opt, name)).size > 1_000_000))
  await dropConnections(lab, 'node1')
  const cut = await running.ended

  assert.is(cut.code, 4, failuresOf(cut))
  assert.is(cut.recap['node1']?.unreachable, 1)
  assert.is(cut.recap['node2']?.changed, 1)
  assert.not(readdirSync(opt).includes('big'))

  const next = await place(lab, source, '/opt/big', '-l', 'node1')
  assert.is(next.code, 0, failuresOf(next))
  assert.equal(readdirSync(opt), ['big'])
  assert.is(statSync(join(opt, 'big')).size, 96_000_000)
})

function place(lab: Lab, source: string, to: string, ...words: readonly string[]): Promise<Played> {
  return play(lab, 'place.yaml', ...placeWords(source, to), ...words)
}

function placeWords(source: string, to: string): readonly string[] {
  return ['-e', JSON.stringify({ source, place: to })]
}

/** Variables under which a host is known by these lines only. */
function knownHosts(desk: string, lines: string): object {
  const path = join(desk, 'known_hosts')
  writeFileSync(path, lines)
  const option = `-o "UserKnownHostsFile=\\"${path}\\""`
  return { ansible_ssh_common_args: `${option} -o GlobalKnownHostsFile=none` }
}

/** Names of files that are being written. */
function drafts(directory: string): string[] {
  return readdirSync(directory).filter(name => name.startsWith('.wharf-'))
}

test.run()
