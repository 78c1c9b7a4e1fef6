import type { HealthConfig } from '../config/index.ts'
import type { Driver } from '../storage/index.ts'
import type { Peers } from '../workers/peers.ts'
import { checksIn } from './checks.ts'
import type { Log } from './log.ts'
import { SAID } from './messages.ts'
import { repeated } from './repeated.ts'

/** The checks that fail, each with what is wrong. Empty while all is well. */
export type Failing = Readonly<Record<string, string>>

/** Checks that run while the daemon does. */
export interface HealthWatch extends Disposable {
  failing(): Failing
}

export interface HealthOptions {
  readonly driver: Driver
  readonly log: Log
  /** Told of each change. */
  readonly peers: Peers
}

const NEWS = 'health'
const QUESTION = 'health?'

/** Starts the configured checks, in one process of a registry. All count as passed until they have failed. */
export function watchHealth(
  config: HealthConfig,
  { driver, log, peers }: HealthOptions,
): HealthWatch {
  const failing = new Map<string, string>()
  const state = (): Failing => Object.fromEntries(failing)
  peers.answer(QUESTION, state)
  const running = checksIn(config, driver).map(check =>
    repeated(check, wrong => change(check.name, wrong)),
  )
  return {
    failing: state,
    [Symbol.dispose]: () => running.forEach(check => void check[Symbol.dispose]()),
  }

  function change(name: string, wrong: string | undefined): void {
    const before = failing.get(name)
    if (before === wrong) return
    if (wrong === undefined) {
      failing.delete(name)
      log.info(SAID.checkPasses, { check: name })
    } else {
      failing.set(name, wrong)
      if (before === undefined) log.error(SAID.checkFailed, { check: name, 'err.message': wrong })
    }
    peers.tell(NEWS, state())
  }
}

/** What fails, in a process that only hears of it. */
export function healthHeard(peers: Peers): () => Failing {
  let failing: Failing = {}
  const learn = (news: unknown): void => {
    // Only `watchHealth` speaks on these topics.
    failing = news as Failing
  }
  peers.hear(NEWS, learn)
  // Who starts later than the checks has missed what they told.
  void peers.ask(QUESTION, undefined, 1000).then(([answer]) => {
    if (answer !== undefined) learn(answer)
  })
  return () => failing
}
