import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'ssh2'
import { messageOf, UnreachableFault } from '../../base/fault.ts'
import { readIfThere } from '../../base/files.ts'
import { type Limit, limitTo } from '../../base/limit.ts'
import { JumpHosts, type Lease } from './jumpHosts.ts'
import type { KeyFiles } from './keyFiles.ts'
import { KnownHosts } from './knownHosts.ts'
import { type LoginContext, login } from './login.ts'
import { EarlyEnd } from './loginFault.ts'
import { startProxyCommand } from './proxyCommand.ts'
import type { Target } from './target.ts'
import { connectTcp } from './tcp.ts'

/** Handshakes are work for this machine, too. */
const LOGINS_AT_ONCE = 50
const TRIES = 8

/** Opens logged-in connections through any number of jump hosts. */
export class Dialer {
  readonly #files: KeyFiles
  readonly #jumps = new JumpHosts()
  readonly #limit: Limit = limitTo(LOGINS_AT_ONCE)
  readonly #known = new Map<string, Promise<KnownHosts>>()

  constructor(files: KeyFiles) {
    this.#files = files
  }

  /** A connection to the last of these, each reached through the one before. Throws UnreachableFault. */
  async dial(hops: readonly Target[], signal: AbortSignal): Promise<Client> {
    for (let left = TRIES; ; left--) {
      try {
        return await this.#through(hops, signal)
      } catch (error) {
        if (!(error instanceof EarlyEnd)) throw error
        if (left <= 1) throw new UnreachableFault(TOO_MANY, { cause: error })
        // Those that were turned away together must not come back together.
        await sleep((TRIES - left + 1) * 200 * (0.5 + Math.random()), undefined, { signal })
      }
    }
  }

  async #through(hops: readonly Target[], signal: AbortSignal): Promise<Client> {
    const target = hops.at(-1)
    if (!target) throw new TypeError('no hop to dial')
    const context = await this.#contextOf(target, signal)
    const before = hops.slice(0, -1)
    if (before.length === 0) return this.#limit(() => direct(target, context))
    const lease = await this.#jumps.lease(nameOf(before), () => this.dial(before, signal))
    try {
      const client = await lease.limit(async () =>
        login(target, await forward(lease, target), context),
      )
      client.once('close', lease.release)
      return client
    } catch (error) {
      lease.release()
      throw error
    }
  }

  async #contextOf(target: Target, signal: AbortSignal): Promise<LoginContext> {
    const known = await this.#knownTo(target)
    const remember = async (line: string): Promise<void> => {
      const file = target.knownHostsFile
      known.add(line, file)
      await mkdir(dirname(file), { recursive: true, mode: 0o700 })
      await appendFile(file, `${line}\n`)
    }
    return { files: this.#files, known, remember, signal }
  }

  /** The known_hosts files of a target, read once for all that use them. */
  #knownTo({ knownHostsFiles }: Target): Promise<KnownHosts> {
    const name = knownHostsFiles.join('\n')
    const known = this.#known.get(name) ?? readKnownHosts(knownHostsFiles)
    this.#known.set(name, known)
    return known
  }
}

/** Straight to the target, or by the user's own command. */
async function direct(target: Target, context: LoginContext): Promise<Client> {
  if (target.proxyCommand === undefined)
    return login(target, await connectTcp(target, context.signal), context)
  const proxy = startProxyCommand(target.proxyCommand)
  try {
    return await login(target, proxy.stream, context)
  } catch (error) {
    if (!(error instanceof EarlyEnd)) throw error
    throw new UnreachableFault(`the ProxyCommand ended; it printed: ${await proxy.lastWords()}`)
  }
}

const TOO_MANY =
  'the host closes each connection before it says anything; it may have too many logins at once'

async function readKnownHosts(files: readonly string[]): Promise<KnownHosts> {
  const known = new KnownHosts()
  for (const file of files) known.add(((await readIfThere(file)) ?? '').toString(), file)
  return known
}

function nameOf(hops: readonly Target[]): string {
  return hops.map(({ user, host, port }) => `${user}@${host}:${port}`).join(' ')
}

/** A byte stream to the target, from the jump host. */
function forward({ client }: Lease, { host, port }: Target): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, stream) => {
      if (error)
        reject(
          new UnreachableFault(`the jump host can't reach ${host}:${port}: ${messageOf(error)}`),
        )
      else resolve(stream)
    })
  })
}
