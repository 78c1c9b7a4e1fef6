import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Daemon, startDaemon } from '../helpers/daemon.ts'
import { checkFiles, checkPromises } from './check.ts'
import { Ledger } from './ledger.ts'
import { Pusher } from './pusher.ts'
import { Random } from './random.ts'

const PUSHERS = 16

export interface Outcome {
  readonly acknowledged: number
  readonly unfinished: number
}

/**
 * Pushes to a registry from many clients at once, kills all of its processes somewhere in the middle, and checks after the next
 * start that it kept its word: so many times, on one storage. Throws what is wrong, with the seed.
 */
export async function crashRounds(rounds: number, seed: number): Promise<Outcome> {
  const random = new Random(seed)
  const root = mkdtempSync(join(tmpdir(), 'wharfinger-crash-'))
  const all = { acknowledged: 0, unfinished: 0 }
  let daemon = await start(root)
  try {
    for (let round = 1; round <= rounds; round++) {
      const began = Date.now()
      const ledger = await crash(daemon, { random: random.fork(), round })
      daemon = await start(root)
      await checkPromises(daemon.url, ledger)
      checkFiles(root, began)
      all.acknowledged += ledger.pushed.filter(({ state }) => state === 'done').length
      all.unfinished += ledger.pushed.filter(({ state }) => state !== 'done').length
    }
    await daemon[Symbol.asyncDispose]()
    checkFiles(root, 0)
    return all
  } catch (error) {
    throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error })
  } finally {
    await daemon[Symbol.asyncDispose]()
    rmSync(root, { recursive: true, force: true })
  }
}

function start(root: string): Promise<Daemon> {
  return startDaemon({ http: { workers: 2 }, log: { accesslog: { disabled: true } } }, { root })
}

/** Resolves, once the daemon is dead, to what it was asked for. */
async function crash(
  daemon: Daemon,
  { random, round }: { readonly random: Random; readonly round: number },
): Promise<Ledger> {
  const ledger = new Ledger()
  let isOver = false
  const pushers = Array.from({ length: PUSHERS }, (_, index) => {
    const options = { url: daemon.url, name: `round${round}/client${index}`, ledger }
    return new Pusher({ ...options, random: random.fork() }).run(() => isOver)
  })
  // Nobody may miss a refusal that comes before the end.
  const refused = Promise.all(pushers)
  refused.catch(() => undefined)
  await Promise.race([refused, delay(random.ofAnySize(20, 800))])
  isOver = true
  daemon.signal('SIGKILL')
  await refused
  await daemon[Symbol.asyncDispose]()
  return ledger
}
