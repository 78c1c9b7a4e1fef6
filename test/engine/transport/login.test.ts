import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import ssh2 from 'ssh2'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type SshOptions, sshTransport } from '../../../src/engine/transport/index.ts'
import { startAgent } from '../../helpers/agent.ts'
import { rejection } from '../../helpers/rejection.ts'
import { CALM, withConnection } from '../../helpers/session.ts'
import {
  newKey,
  parsedKey,
  type ServerOptions,
  startSshServer,
  type TestServer,
} from '../../helpers/sshServer.ts'

interface Attempt {
  readonly server: TestServer
  /** Logs in and out again. */
  login(variables?: Readonly<Record<string, unknown>>, more?: Partial<SshOptions>): Promise<void>
}

/** A server for one test. `login` takes variables over those that reach it. */
async function on(
  options: ServerOptions,
  work: (attempt: Attempt) => Promise<void>,
): Promise<void> {
  const server = await startSshServer(options)
  try {
    await work({
      server,
      async login(variables = {}, more = {}) {
        const transport = sshTransport({ environment: server.environment, ...more })
        await withConnection(
          transport,
          { ...server.variables, ...variables },
          async () => undefined,
        )
      },
    })
  } finally {
    await server.stop()
  }
}

function keyFile(server: TestServer, name: string, text: string): string {
  const file = join(server.home, 'person/.ssh', name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

test('logs in with a key of each kind', async () => {
  for (const type of ['ed25519', 'rsa', 'ecdsa'] as const) {
    const pair = newKey(type)
    await on({ accepts: [parsedKey(pair.public)], hostKeys: [type] }, async ({ server, login }) => {
      await login({ ansible_ssh_private_key_file: keyFile(server, 'key', pair.private) })

      assert.is(server.logins(), 1)
    })
  }
})

test('tries the usual key files when none is named', async () => {
  await on({}, async ({ server, login }) => {
    await login({ ansible_ssh_private_key_file: undefined })

    assert.is(server.logins(), 1)
  })
})

test('opens a locked key with the passphrase of a variable', async () => {
  const pair = newKey('ed25519', 'open sesame')
  await on({ accepts: [parsedKey(pair.public)] }, async ({ server, login }) => {
    const ansible_ssh_private_key_file = keyFile(server, 'locked', pair.private)
    await login({ ansible_ssh_private_key_file, ansible_ssh_private_key_passphrase: 'open sesame' })

    const wrong = { ansible_ssh_private_key_file, ansible_ssh_private_key_passphrase: 'wrong' }
    assert.match((await rejection(login(wrong))).message, 'locked: its passphrase is wrong')
    const none = { ansible_ssh_private_key_file }
    assert.match((await rejection(login(none))).message, 'locked: its passphrase is missing')
    assert.is(server.logins(), 1)
  })
})

test('asks for a passphrase once for a whole fleet', async () => {
  const pair = newKey('ed25519', 'open sesame')
  await on({ accepts: [parsedKey(pair.public)] }, async ({ server }) => {
    const file = keyFile(server, 'locked', pair.private)
    const asked: string[] = []
    const transport = sshTransport({
      environment: server.environment,
      askPassphrase: async name => {
        asked.push(name)
        return 'open sesame'
      },
    })
    const variables = { ...server.variables, ansible_ssh_private_key_file: file }
    const connections = await Promise.all(
      ['a', 'b', 'c'].map(host => transport.connect(host, variables, { run: 'r', signal: CALM })),
    )
    await Promise.all(connections.map(connection => connection.close()))

    assert.equal(asked, [file])
    assert.is(server.logins(), 3)
  })
})

test('uses the keys of an agent, and of a named key its twin in there', async () => {
  const [plain, locked] = [newKey(), newKey('ed25519', 'secret')]
  const agent = await startAgent([
    parsedKey(newKey().private),
    parsedKey(plain.private),
    ssh2.utils.parseKey(locked.private, 'secret'),
  ])
  try {
    await on({ accepts: [parsedKey(plain.public)] }, async ({ server, login }) => {
      const environment = { ...server.environment, SSH_AUTH_SOCK: agent.socket }
      await login({ ansible_ssh_private_key_file: undefined }, { environment })

      assert.is(server.logins(), 1)
    })
    await on({ accepts: [parsedKey(locked.public)] }, async ({ server, login }) => {
      const environment = { ...server.environment, SSH_AUTH_SOCK: agent.socket }
      const file = keyFile(server, 'locked', locked.private)
      keyFile(server, 'locked.pub', locked.public)
      await login(
        {
          ansible_ssh_private_key_file: file,
          ansible_ssh_common_args: '-o IdentitiesOnly=yes',
        },
        { environment },
      )

      assert.is(server.logins(), 1)
    })
  } finally {
    await agent.stop()
  }
})

test('goes on without an agent that is not there', async () => {
  await on({}, async ({ server, login }) => {
    const environment = { ...server.environment, SSH_AUTH_SOCK: '/nowhere' }
    await login({}, { environment })

    assert.is(server.logins(), 1)
  })
})

test('logs in with a password, asked for in either way', async () => {
  for (const conversation of [false, true]) {
    await on({ accepts: [], password: 'pa$$', conversation }, async ({ server, login }) => {
      await login({ ansible_ssh_private_key_file: undefined, ansible_password: 'pa$$' })

      assert.is(server.logins(), 1)
      const error = await rejection(login({ ansible_password: 'wrong' }))
      assert.match(error.message, 'accepts no key or password of these')
      assert.not.match(error.message, 'wrong')
    })
  }
})

test('says which keys were tried when none is accepted', async () => {
  await on({ accepts: [] }, async ({ server, login }) => {
    const missing = join(server.home, 'missing')
    const error = await rejection(login({ ansible_ssh_private_key_file: missing }))

    assert.is(error.name, 'UnreachableFault')
    assert.is(
      error.message,
      `tester@127.0.0.1 accepts no key or password of these: ${missing}: no such file, ${server.home}/person/.ssh/id_ed25519`,
    )
  })
})

test('sends nothing to a host whose key is unknown or has changed', async () => {
  await on({}, async ({ server, login }) => {
    const known = join(server.home, 'person/.ssh/known_hosts')
    const mine = readFileSync(known, 'utf8')

    writeFileSync(known, '')
    assert.match(
      (await rejection(login())).message,
      /^the host key of \[127\.0\.0\.1\]:\d+ \(ssh-ed25519 SHA256:.* is not known$/,
    )
    writeFileSync(known, mine.replace(/ ssh-ed25519 .*/, ` ${newKey().public}`))
    const error = await rejection(login())
    assert.match(error.message, /^THE HOST KEY OF .* HAS CHANGED/)
    assert.match(error.message, `${known}:1`)
    assert.is(server.logins(), 0)
  })
})

test('asks the host for the key that it knows', async () => {
  await on({ hostKeys: ['ed25519', 'rsa', 'ecdsa'] }, async ({ server, login }) => {
    for (const line of server.known) {
      writeFileSync(join(server.home, 'person/.ssh/known_hosts'), `${line}\n`)
      await login()
    }

    assert.is(server.logins(), 3)
  })
})

test('writes down a new host with accept-new, and then holds it to its key', async () => {
  await on({}, async ({ server, login }) => {
    const known = join(server.home, 'new/known_hosts')
    const args = `-o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=${known}`
    await login({ ansible_ssh_common_args: args })

    assert.is(readFileSync(known, 'utf8').trim(), server.known[0]?.replace(/ $/, ''))
    await login({ ansible_ssh_common_args: `-o UserKnownHostsFile=${known}` })
    assert.is(server.logins(), 2)
  })
})

test('goes through jump hosts, whose connection is shared and ended by the last', async () => {
  const gate = await startSshServer()
  const middle = await startSshServer({ accepts: [parsedKey(readKey(gate))] })
  await on({ accepts: [parsedKey(readKey(gate))] }, async ({ server }) => {
    const config = join(gate.home, 'config')
    const known = join(gate.home, 'known')
    writeFileSync(known, [gate, middle, server].map(one => `${one.known[0]}\n`).join(''))
    writeFileSync(
      config,
      `Host gate\n HostName 127.0.0.1\n Port ${gate.port}\nHost middle\n HostName 127.0.0.1\n Port ${middle.port}\n` +
        `Host *\n User tester\n UserKnownHostsFile ${known}\n IdentityFile ${gate.home}/person/.ssh/id_ed25519\n`,
    )
    const transport = sshTransport({ environment: gate.environment })
    const variables = {
      ...server.variables,
      ansible_ssh_private_key_file: undefined,
      ansible_ssh_common_args: `-F ${config} -J gate,middle`,
    }
    const connections = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        transport.connect(`h${n}`, variables, { run: 'r', signal: CALM }),
      ),
    )

    assert.equal([gate.logins(), middle.logins(), server.logins()], [1, 1, 12])
    await Promise.all(connections.map(connection => connection.close()))
    while (gate.connections() + middle.connections() > 0)
      await new Promise(resolve => setImmediate(resolve))
  })
  await Promise.all([gate.stop(), middle.stop()])
})

test('says which host is behind a jump host that can not be reached', async () => {
  await on({}, async ({ server, login }) => {
    const config = join(server.home, 'config')
    writeFileSync(
      config,
      `Host *\n User tester\n IdentityFile ${server.home}/person/.ssh/id_ed25519\n`,
    )
    const jump = `-F ${config} -J 127.0.0.1:${server.port}`
    const error = await rejection(login({ ansible_port: 1, ansible_ssh_common_args: jump }))

    assert.match(error.message, /^the jump host can't reach 127\.0\.0\.1:1: /)
    while (server.connections() > 0) await new Promise(resolve => setImmediate(resolve))
  })
})

test('goes through the command that the configuration names', async () => {
  await on({}, async ({ server, login }) => {
    const config = join(server.home, 'config')
    const pipe = `const s=require("net").connect(%p,"%h");process.stdin.pipe(s).pipe(process.stdout)`
    writeFileSync(config, `Host *\n ProxyCommand ${process.execPath} -e '${pipe}'\n`)
    const file = join(server.home, 'person/.ssh/known_hosts')
    await login({ ansible_ssh_common_args: `-F ${config} -o UserKnownHostsFile=${file}` })
    assert.is(server.logins(), 1)

    const broken = `-o ProxyCommand="sh -c 'echo no way out >&2'"`
    const error = await rejection(login({ ansible_ssh_common_args: broken }))
    assert.is(error.message, 'the ProxyCommand ended; it printed: no way out')
  })
})

test('comes back to a host that turned it away before a word was said', async () => {
  await on({ turnsAway: 2 }, async ({ server, login }) => {
    await login()

    assert.is(server.logins(), 1)
  })
})

test('says in one sentence why a host can not be reached', async () => {
  const silent = createServer(() => undefined)
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const transport = sshTransport({ environment: { HOME: '/nowhere', USER: 'me' } })
  const reach = async (variables: Readonly<Record<string, unknown>>): Promise<string> => {
    const error = await rejection(transport.connect('h', variables, { run: 'r', signal: CALM }))
    assert.is(error.name, 'UnreachableFault')
    return error.message
  }

  assert.is(
    await reach({ ansible_host: '127.0.0.1', ansible_port: 1 }),
    '127.0.0.1:1 refused the connection',
  )
  assert.match(await reach({ ansible_host: 'no-such-host.invalid' }), /no-such-host\.invalid/)
  silent.close()
})

test('gives up at once when it is interrupted in the middle of a login', async () => {
  const silent = createServer()
  const connected = new Promise<void>(resolve => silent.once('connection', () => resolve()))
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : 0
  const stop = new AbortController()
  const transport = sshTransport({ environment: { HOME: '/nowhere', USER: 'me' } })
  const variables = { ansible_host: '127.0.0.1', ansible_port: port }
  const connecting = transport.connect('h', variables, { run: 'r', signal: stop.signal })
  await connected
  stop.abort()

  assert.is((await rejection(connecting)).name, 'InterruptedFault')
  await new Promise(resolve => silent.close(resolve))
})

function readKey(server: TestServer): string {
  return readFileSync(join(server.home, 'person/.ssh/id_ed25519'), 'utf8')
}

test.run()
