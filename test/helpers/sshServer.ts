import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import ssh2, {
  type AuthContext,
  type Connection,
  type ParsedKey,
  type PublicKeyAuthContext,
  type ServerChannel,
} from 'ssh2'

/** How a server differs from a plain one that takes its own key. */
export interface ServerOptions {
  /** What `sh` is on this host. */
  readonly shell?: string
  /** Shell text that runs at each login, before the command. */
  readonly profile?: string
  /** Scripts put first in the host's PATH, by name. */
  readonly programs?: Readonly<Record<string, string>>
  readonly password?: string
  /** The password is taken by keyboard-interactive alone. */
  readonly conversation?: boolean
  /** Public keys that are taken; its own when absent. */
  readonly accepts?: readonly ParsedKey[]
  readonly hostKeys?: readonly ('ed25519' | 'rsa' | 'ecdsa')[]
  /** Channels allowed on one connection. */
  readonly sessions?: number
  /** So many connections are closed before a word is said. */
  readonly turnsAway?: number
}

/** An SSH server in this process whose commands are real processes with a home of their own. */
export interface TestServer {
  readonly port: number
  /** The user's home; all that the host keeps lies below. */
  readonly home: string
  /** Connection variables that reach it. */
  readonly variables: Readonly<Record<string, unknown>>
  /** The environment of a person who has its key and knows it. */
  readonly environment: Readonly<Record<string, string>>
  /** The lines that know its host keys. */
  readonly known: readonly string[]
  /** Command lines as they arrived. */
  readonly commands: readonly string[]
  /** Logins that succeeded so far. */
  logins(): number
  /** Connections that are open. */
  connections(): number
  /** Breaks every connection, as a torn cable does. */
  cut(): void
  stop(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startSshServer(options: ServerOptions = {}): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), 'wharfinger-ssh-'))
  const own = newKey()
  const hostKeys = (options.hostKeys ?? ['ed25519']).map(type => newKey(type))
  const accepted = options.accepts ?? [parsedKey(own.public)]
  const sockets = new Set<Socket>()
  const children: ChildProcess[] = []
  const commands: string[] = []
  let logins = 0
  let away = options.turnsAway ?? 0
  const run = (command: string): ChildProcess => {
    commands.push(command)
    const child = start(home, options, command)
    children.push(child)
    return child
  }
  const ssh = new ssh2.Server({ hostKeys: hostKeys.map(pair => pair.private) }, client => {
    client.on('error', () => undefined)
    client.on('authentication', context => authenticate(context, options, accepted))
    client.on('ready', () => {
      logins++
      serve(client, options, run)
    })
  })
  const listener = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    if (away-- > 0) socket.destroy()
    else ssh.injectSocket(socket)
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const known = hostKeys.map(pair => `[127.0.0.1]:${port} ${pair.public}`)
  furnish(home, options, own.private, known)
  return {
    port,
    home,
    known,
    commands,
    environment: { HOME: join(home, 'person'), USER: 'tester' },
    variables: {
      ansible_host: '127.0.0.1',
      ansible_port: port,
      ansible_user: 'tester',
      ansible_ssh_private_key_file: join(home, 'person/.ssh/id_ed25519'),
      wharf_state_dir: join(home, 'state'),
    },
    logins: () => logins,
    connections: () => sockets.size,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => listener.close(resolve))
      for (const child of children) killGroup(child)
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

export interface KeyPair {
  readonly private: string
  readonly public: string
}

/** A new key; ssh2 makes one in some hundreds that it can't read itself. */
export function newKey(
  type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519',
  passphrase?: string,
): KeyPair {
  for (;;) {
    const pair = generate(type, passphrase)
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair
  }
}

function generate(type: 'ed25519' | 'rsa' | 'ecdsa', passphrase: string | undefined): KeyPair {
  // The types know no optional passphrase.
  const locked = (
    passphrase === undefined ? {} : { passphrase, cipher: 'aes256-ctr', rounds: 2 }
  ) as { passphrase: string; cipher: string; rounds: number }
  if (type === 'ed25519') return ssh2.utils.generateKeyPairSync(type, locked)
  if (type === 'rsa') return ssh2.utils.generateKeyPairSync(type, { bits: 2048, ...locked })
  return ssh2.utils.generateKeyPairSync(type, { bits: 256 as const, ...locked })
}

/** A key as `accepts` wants it. */
export function parsedKey(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text)
  if (key instanceof Error) throw key
  return key
}

function furnish(
  home: string,
  options: ServerOptions,
  key: string,
  known: readonly string[],
): void {
  const bin = join(home, 'bin')
  const ssh = join(home, 'person/.ssh')
  for (const folder of [bin, ssh]) mkdirSync(folder, { recursive: true })
  if (options.shell !== undefined) symlinkSync(options.shell, join(bin, 'sh'))
  for (const [name, script] of Object.entries(options.programs ?? {}))
    writeFileSync(join(bin, name), script, { mode: 0o755 })
  writeFileSync(join(ssh, 'id_ed25519'), key, { mode: 0o600 })
  writeFileSync(join(ssh, 'known_hosts'), known.map(line => `${line}\n`).join(''))
}

function authenticate(
  context: AuthContext,
  { password, conversation }: ServerOptions,
  accepted: readonly ParsedKey[],
): void {
  const methods: ('publickey' | 'password' | 'keyboard-interactive')[] = ['publickey']
  if (password !== undefined) methods.push(conversation ? 'keyboard-interactive' : 'password')
  const isOffered = methods.some(method => method === context.method)
  if (!isOffered) context.reject(methods)
  else if (context.method === 'password') {
    if (context.password === password) context.accept()
    else context.reject(methods)
  } else if (context.method === 'keyboard-interactive') {
    context.prompt([{ prompt: 'Password: ', echo: false }], answers => {
      if (answers[0] === password) context.accept()
      else context.reject(methods)
    })
  } else if (context.method === 'publickey' && isSigned(context, accepted)) {
    context.accept()
  } else context.reject(methods)
}

/** Without a signature the client only asks whether the key would do. */
function isSigned(context: PublicKeyAuthContext, accepted: readonly ParsedKey[]): boolean {
  const { blob, signature, hashAlgo } = context
  const key = accepted.find(other => other.getPublicSSH().equals(context.key.data))
  if (!key) return false
  return signature === undefined || (blob !== undefined && key.verify(blob, signature, hashAlgo))
}

function serve(
  client: Connection,
  options: ServerOptions,
  run: (command: string) => ChildProcess,
): void {
  let open = 0
  client.on('session', (accept, reject) => {
    if (open >= (options.sessions ?? 10)) {
      reject()
      return
    }
    open++
    accept().on('exec', (acceptExec, _reject, { command }) => {
      const channel = acceptExec()
      const child = run(command)
      child.once('close', () => {
        open--
      })
      joinUp(channel, child)
    })
  })
  client.on('tcpip', (accept, reject, { destIP, destPort }) => {
    const socket = connect(destPort, destIP)
    socket.once('error', () => reject())
    socket.once('connect', () => {
      const channel = accept()
      socket.removeAllListeners('error')
      socket.on('error', () => channel.destroy())
      channel.on('error', () => socket.destroy())
      channel.on('close', () => socket.destroy())
      channel.pipe(socket).pipe(channel)
    })
  })
}

/** As sshd joins them: the exit status when the process ends, the close when nobody holds its output any more. */
function joinUp(channel: ServerChannel, child: ChildProcess): void {
  const { stdin, stdout, stderr } = child
  if (!stdin || !stdout || !stderr) throw new Error('a child without pipes')
  for (const stream of [stdin, stdout, stderr, channel]) stream.on('error', () => undefined)
  channel.pipe(stdin)
  pump(channel, stdout, stderr)
  child.once('exit', (code, signal) => {
    if (signal === null) channel.exit(code ?? 0)
    else channel.exit(signal.replace(/^SIG/, ''))
  })
  child.once('close', () => channel.end())
  channel.once('close', () => {
    for (const stream of [stdin, stdout, stderr]) stream.destroy()
  })
}

/**
 * Sends both outputs, one chunk at a time. ssh2's server sends a chunk of stdout again when one of stderr has to wait for the
 * window after it, and forgets one of two that wait together.
 */
function pump(channel: ServerChannel, stdout: Readable, stderr: Readable): void {
  const waiting = channel as {
    _chunk?: unknown
    _chunkcb?: unknown
    _chunkErr?: unknown
    _chunkcbErr?: unknown
  }
  let turn = Promise.resolve()
  const send = (from: Readable, to: Writable): void => {
    from.on('data', (bytes: Buffer) => {
      from.pause()
      turn = turn
        .then(() => new Promise<void>(done => to.write(bytes, () => done())))
        .then(() => {
          for (const name of ['_chunk', '_chunkcb', '_chunkErr', '_chunkcbErr'] as const)
            waiting[name] = undefined
          from.resume()
        })
    })
  }
  send(stdout, channel)
  send(stderr, channel.stderr)
}

function start(home: string, options: ServerOptions, command: string): ChildProcess {
  const profile = options.profile === undefined ? '' : `${options.profile}\n`
  return spawn('/bin/sh', ['-c', profile + command], {
    cwd: home,
    detached: true,
    stdio: 'pipe',
    env: { HOME: home, USER: 'tester', PATH: `${join(home, 'bin')}:/usr/bin:/bin` },
  })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
