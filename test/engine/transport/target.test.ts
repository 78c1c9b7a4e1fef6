import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hopsTo } from '../../../src/engine/transport/hops.ts'
import { parseSshArguments } from '../../../src/engine/transport/sshArguments.ts'
import { readSshConfig } from '../../../src/engine/transport/sshConfig.ts'
import { type Target, type Wish, wishOfJump } from '../../../src/engine/transport/target.ts'
import { wishOf } from '../../../src/engine/transport/wish.ts'

const test = suite<{ root: string }>('target')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-config-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

const PERSON = { name: 'me', home: '/home/me', agentSocket: '/agent' }

function hops(files: string, wish: Wish, lines: readonly string[] = []): Target[] {
  return hopsTo(wish, { files, lines }, PERSON)
}

function last(files: string, wish: Wish, lines?: readonly string[]): Target | undefined {
  return hops(files, wish, lines).at(-1)
}

test('has sensible defaults', () => {
  assert.equal(last('', { alias: 'web' }), {
    alias: 'web',
    host: 'web',
    port: 22,
    user: 'me',
    namedKeys: [],
    defaultKeys: ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => `/home/me/.ssh/${name}`),
    agentSocket: '/agent',
    identitiesOnly: false,
    passphrase: undefined,
    password: undefined,
    hostKeyName: 'web',
    knownHostsFiles: [
      '/home/me/.ssh/known_hosts',
      '/home/me/.ssh/known_hosts2',
      '/etc/ssh/ssh_known_hosts',
      '/etc/ssh/ssh_known_hosts2',
    ],
    knownHostsFile: '/home/me/.ssh/known_hosts',
    hostKeyChecking: 'yes',
    connectTimeout: 10_000,
    keepalive: 15_000,
    jumps: [],
    proxyCommand: undefined,
  })
})

test('reads what the configuration says of a host', () => {
  const config = `
    host web db
      HostName %h.example.com
      User deploy
      Port 2222
      IdentityFile ~/.ssh/%r_%h
      IdentityFile "/keys/my key"
      IdentitiesOnly yes
      ConnectTimeout 3
      ServerAliveInterval 60
      UserKnownHostsFile ~/.ssh/known_%n /other
      StrictHostKeyChecking accept-new
    Host *
      User nobody
      IdentityAgent none
  `
  const target = last(config, { alias: 'web' })

  assert.is(target?.host, 'web.example.com')
  assert.is(target?.user, 'deploy')
  assert.is(target?.port, 2222)
  assert.equal(target?.namedKeys, ['/home/me/.ssh/deploy_web.example.com', '/keys/my key'])
  assert.equal(target?.defaultKeys, [])
  assert.is(target?.identitiesOnly, true)
  assert.is(target?.agentSocket, undefined)
  assert.is(target?.connectTimeout, 3000)
  assert.is(target?.keepalive, 60_000)
  assert.equal(target?.knownHostsFiles.slice(0, 2), ['/home/me/.ssh/known_web', '/other'])
  assert.is(target?.hostKeyChecking, 'accept-new')
  assert.is(last(config, { alias: 'else' })?.user, 'nobody')
})

test('lets variables and the command line win over the configuration', () => {
  const config = 'Host *\n User config\n Port 1\n ConnectTimeout 9\n StrictHostKeyChecking no'
  const variables = {
    ansible_host: '10.0.0.1',
    ansible_user: 'ops',
    ansible_port: '2200',
    ansible_timeout: 4,
  }
  const options = {
    run: 'r',
    user: 'ignored',
    privateKey: '~/key',
    signal: new AbortController().signal,
  }
  const wish = wishOf('web', variables, options)

  const target = last(config, wish, ['StrictHostKeyChecking yes'])

  assert.is(target?.alias, '10.0.0.1')
  assert.is(target?.user, 'ops')
  assert.is(target?.port, 2200)
  assert.is(target?.connectTimeout, 4000)
  assert.equal(target?.namedKeys, ['/home/me/key'])
  assert.is(target?.hostKeyChecking, 'yes')
})

test('goes through jump hosts, each with its own settings', () => {
  const config = `
    Host inner
      ProxyJump ops@middle:2200
    Host middle
      ProxyJump outer
    Host outer
      HostName 192.0.2.1
      User gate
    Host *
      Port 22
  `
  const way = hops(config, { alias: 'inner', user: 'app' }, ['Port 99']).map(
    ({ user, host, port }) => `${user}@${host}:${port}`,
  )

  assert.equal(way, ['gate@192.0.2.1:22', 'ops@middle:2200', 'app@inner:99'])
})

test('takes a spelled-out chain as it is', () => {
  const config = 'Host b\n ProxyJump z\nHost a\n ProxyJump first'

  const way = hops(config, { alias: 'c' }, ['ProxyJump a,b']).map(({ host }) => host)

  assert.equal(way, ['first', 'a', 'b', 'c'])
})

test('does not jump through a host to reach itself', () => {
  assert.equal(hops('Host *\n ProxyJump gate', { alias: 'gate' }).length, 1)
  assert.equal(hops('Host *\n ProxyJump gate', { alias: 'web' }).length, 2)
})

test('refuses a circle of jump hosts', () => {
  assert.throws(
    () => hops('Host a\n ProxyJump b\nHost b\n ProxyJump a', { alias: 'a' }),
    /in circles/,
  )
})

test('reads a jump host in each of its spellings', () => {
  const cases: [string, Wish][] = [
    ['gate', { alias: 'gate', user: undefined, port: undefined }],
    ['me@gate:22', { alias: 'gate', user: 'me', port: 22 }],
    ['ssh://me@gate:22', { alias: 'gate', user: 'me', port: 22 }],
    ['[::1]:2222', { alias: '::1', user: undefined, port: 2222 }],
    ['me@corp@gate', { alias: 'gate', user: 'me@corp', port: undefined }],
    ['fe80::1', { alias: 'fe80::1', user: undefined, port: undefined }],
  ]
  for (const [text, wish] of cases) assert.equal(wishOfJump(text), wish, text)
})

test('reads the options of an ssh command line', () => {
  const text = `-C -o ControlMaster=auto -oUser=x -J gate -F '/my config' -i ~/k -p 2222 -o "ProxyCommand=nc -x \\"a b\\" %h" -l me -vvv`

  assert.equal(parseSshArguments(text, 'ansible_ssh_args'), {
    configFile: '/my config',
    lines: [
      'ControlMaster auto',
      'User x',
      'ProxyJump gate',
      'IdentityFile ~/k',
      'Port 2222',
      'ProxyCommand nc -x "a b" %h',
      'User me',
    ],
  })
})

test('refuses a port that is none', () => {
  const message = 'the port of web must be a number from 1 to 65535'
  for (const port of ['many', '0', '70000', '22.5']) {
    const wish = wishOf(
      'web',
      { ansible_port: port },
      { run: 'r', signal: new AbortController().signal },
    )
    assert.throws(() => last('', wish), message, port)
  }
  assert.throws(() => last('Host web\n Port none', { alias: 'web' }), message)
})

test('refuses an option that it would have to ignore', () => {
  for (const text of ['-D 1080', '-L 1:h:2', 'host', '-o'])
    assert.throws(
      () => parseSshArguments(text, 'ansible_ssh_args'),
      /^ansible_ssh_args: the option/,
      text,
    )
})

test('includes other files, and goes on in the section around', async ({ root }) => {
  mkdirSync(join(root, '.ssh/conf.d'), { recursive: true })
  const file = join(root, '.ssh/config')
  writeFileSync(join(root, '.ssh/conf.d/b.conf'), 'Host web\n  Port 2\n')
  writeFileSync(join(root, '.ssh/conf.d/a.conf'), 'Host web\n  Port 1\n')
  writeFileSync(
    file,
    'Include ~/.ssh/conf.d/*.conf\nUser all\nHost db\n Port 3\n Include none/*\n User db\n',
  )

  const text = await readSshConfig(file, root)

  assert.equal([last(text, { alias: 'web' })?.port, last(text, { alias: 'db' })?.port], [1, 3])
  assert.is(last(text, { alias: 'web' })?.user, 'all')
})

test('is content without a configuration file', async ({ root }) => {
  assert.is(await readSshConfig(join(root, 'nothing'), root), '')
})

test.run()
