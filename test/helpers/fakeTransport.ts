import { spawn } from 'node:child_process'
import { connect as connectSocket } from 'node:net'
import type { Readable } from 'node:stream'
import { UnreachableFault } from '../../src/base/fault.ts'
import type {
  Become,
  Connection,
  ConnectOptions,
  Fragment,
  FragmentResult,
  Output,
  Session,
  Transport,
} from '../../src/engine/module/index.ts'

/** One batch as a host got it. */
export interface Sent {
  readonly host: string
  readonly session: string
  readonly fragments: readonly Fragment[]
}

/** Hosts that are shells on this machine. They remember what is due from one run to the next, and what they were sent. */
export class FakeTransport implements Transport {
  readonly sent: Sent[] = []
  readonly connected: {
    host: string
    variables: Readonly<Record<string, unknown>>
    user: string
  }[] = []
  /** `host session` → names on its pending list. */
  readonly pending = new Map<string, Set<string>>()
  readonly settled: { host: string; add: readonly string[]; remove: readonly string[] }[] = []
  /** Connections that are open. */
  open = 0
  /** True for a fragment at which the host is lost. */
  isLost: (host: string, fragment: Fragment) => boolean = () => false
  /** Hosts that nobody reaches. */
  readonly away = new Set<string>()

  async connect(
    host: string,
    variables: Readonly<Record<string, unknown>>,
    options: ConnectOptions,
  ): Promise<Connection> {
    if (this.away.has(host)) throw new UnreachableFault(`${host}: connection refused`)
    this.connected.push({ host, variables, user: options.user ?? '' })
    this.open++
    const sessions = new Map<string, Session>()
    return {
      roundTrips: 0,
      session: async become => {
        const name = become ? `${become.method}:${become.user}` : 'login'
        const session = sessions.get(name) ?? this.#session(host, name, become)
        sessions.set(name, session)
        return session
      },
      connect: async (address, port) => connectSocket(port, address),
      close: async () => {
        this.open--
      },
    }
  }

  batchesOf(host: string): readonly Sent[] {
    return this.sent.filter(batch => batch.host === host)
  }

  pendingOn(host: string, session = 'login'): readonly string[] {
    return [...(this.pending.get(`${host} ${session}`) ?? [])].sort()
  }

  #session(host: string, name: string, _become: Become | undefined): Session {
    const key = `${host} ${name}`
    const names = this.pending.get(key) ?? new Set<string>()
    this.pending.set(key, names)
    return {
      pending: [...names],
      run: async (fragments, report, signal) => {
        this.sent.push({ host, session: name, fragments })
        for (const [index, fragment] of fragments.entries()) {
          signal.throwIfAborted()
          if (this.isLost(host, fragment)) throw new UnreachableFault(`${host}: connection lost`)
          const result = await perform(fragment, names, signal)
          report(index, result)
          if (result.phase === 'wants') return index + 1
          if (result.phase === 'failed' && !fragment.ignoreErrors) return index + 1
        }
        return fragments.length
      },
      receive: async (command, bytes, signal) => shell(command, signal, bytes),
      settle: async ({ add = [], remove = [] }) => {
        this.settled.push({ host, add, remove })
        for (const each of add) names.add(each)
        for (const each of remove) names.delete(each)
      },
    }
  }
}

async function perform(
  fragment: Fragment,
  names: Set<string>,
  signal: AbortSignal,
): Promise<FragmentResult> {
  const check = fragment.check && (await shell(fragment.check, signal))
  const seen = check ? { check: check.output } : {}
  if (check && check.rc > 1) return { phase: 'failed', rc: check.rc, ...seen }
  if (check?.rc === 0) return settle({ phase: 'ok', rc: 0, ...seen }, fragment, names)
  const all = { ...seen, ...(await compare(fragment, signal)) }
  if (fragment.wantsPayload) return { phase: 'wants', rc: 1, ...all }
  if (fragment.apply === undefined) return { phase: 'would', rc: 0, ...all }
  const fresh = (fragment.notifies ?? []).filter(name => !names.has(name))
  for (const name of fresh) names.add(name)
  const { rc, output } = await shell(fragment.apply, signal)
  if (rc === 0) return settle({ phase: 'changed', rc, ...all, apply: output }, fragment, names)
  for (const name of fresh) names.delete(name)
  return { phase: 'failed', rc, ...all, apply: output }
}

async function compare({ before, after }: Fragment, signal: AbortSignal) {
  return {
    ...(before ? { before: (await shell(before, signal)).output } : {}),
    ...(after ? { after: (await shell(after, signal)).output } : {}),
  }
}

function settle(result: FragmentResult, fragment: Fragment, names: Set<string>): FragmentResult {
  for (const name of fragment.settles ?? []) names.delete(name)
  return result
}

function shell(
  text: string,
  signal: AbortSignal,
  input?: Readable,
): Promise<{ rc: number; output: Output }> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', text], { signal, stdio: ['pipe', 'pipe', 'pipe'] })
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', chunk => stdout.push(chunk))
    child.stderr.on('data', chunk => stderr.push(chunk))
    child.on('error', reject)
    child.on('close', rc =>
      resolve({
        rc: rc ?? 255,
        output: { stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr), dropped: 0 },
      }),
    )
    if (input) input.pipe(child.stdin)
    else child.stdin.end()
  })
}
