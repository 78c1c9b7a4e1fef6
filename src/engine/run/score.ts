import { EXIT } from '../../base/fault.ts'
import type { Counts, Outcome, Recap } from '../module/index.ts'

type Tally = { -readonly [name in keyof Counts]: number }

/** Counts what happened on each host, as Ansible does. */
export class Score {
  readonly #tallies = new Map<string, Tally>()

  /** A task ended on a host. */
  count(host: string, outcome: Outcome, ignored: boolean): void {
    const tally = this.#of(host)
    if (ignored) {
      tally.ok++
      tally.ignored++
    } else if (outcome.kind === 'changed') {
      tally.ok++
      tally.changed++
    } else tally[outcome.kind]++
  }

  /** Something was included for a host. */
  included(host: string): void {
    this.#of(host).ok++
  }

  /** A failure that was counted has been rescued. */
  rescued(host: string): void {
    const tally = this.#of(host)
    tally.failed--
    tally.rescued++
  }

  recap(): Recap {
    return Object.fromEntries([...this.#tallies].map(([host, tally]) => [host, { ...tally }]))
  }

  exitCode(): number {
    const tallies = [...this.#tallies.values()]
    if (tallies.some(tally => tally.unreachable > 0)) return EXIT.hostUnreachable
    return tallies.some(tally => tally.failed > 0) ? EXIT.hostFailed : EXIT.converged
  }

  #of(host: string): Tally {
    const tally = this.#tallies.get(host) ?? {
      ok: 0,
      changed: 0,
      unreachable: 0,
      failed: 0,
      skipped: 0,
      rescued: 0,
      ignored: 0,
    }
    this.#tallies.set(host, tally)
    return tally
  }
}
