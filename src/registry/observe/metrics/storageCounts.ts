import { Distribution, SECONDS } from './distribution.ts'
import { counter, histogram, type Metric } from './metric.ts'

/** What was counted of one thing that a storage driver can do. */
export class Action {
  readonly seconds = new Distribution(SECONDS)
  readonly failures = new Map<string, number>()

  /** Counts something that began at a `performance.now()`. */
  end(start: number): void {
    this.seconds.add((performance.now() - start) / 1000)
  }

  fail(error: unknown): void {
    const code = codeOf(error)
    this.failures.set(code, (this.failures.get(code) ?? 0) + 1)
  }
}

/** Counts what a storage driver does, by the names that docker distribution gives to it. */
export class StorageCounts {
  readonly #actions = new Map<string, Action>()
  #driver = ''

  /** Says which driver it is. */
  isOf(driver: string): void {
    this.#driver = driver
  }

  action(name: string): Action {
    const known = this.#actions.get(name)
    if (known) return known
    const action = new Action()
    this.#actions.set(name, action)
    return action
  }

  metrics(): Metric[] {
    const actions = [...this.#actions].filter(([, { seconds }]) => seconds.counts.some(Boolean))
    const operation = (name: string) => ({ operation: `StorageDriver.${name}` })
    const failures = [...this.#actions].flatMap(([name, action]) =>
      [...action.failures].map(([code, count]) => [{ ...operation(name), code }, count] as const),
    )
    return [
      histogram(
        { name: 'imageregistry_storage_duration_seconds', help: 'Latency of the storage.' },
        actions.map(([name, { seconds }]) => [operation(name), seconds] as const),
      ),
      counter(
        { name: 'imageregistry_storage_errors_total', help: 'Failures of the storage.' },
        failures,
      ),
      histogram(
        { name: 'registry_storage_action_seconds', help: 'Latency of the storage.' },
        actions.map(([name, { seconds }]) => [{ driver: this.#driver, action: name }, seconds]),
      ),
    ]
  }
}

const CODES: Readonly<Record<string, string>> = {
  ENOSPC: 'DEVICE_OUT_OF_SPACE',
  EDQUOT: 'DEVICE_OUT_OF_SPACE',
  EROFS: 'READ_ONLY_FILESYSTEM',
  EFBIG: 'FILE_TOO_LARGE',
}

function codeOf(error: unknown): string {
  return CODES[(error as NodeJS.ErrnoException | undefined)?.code ?? ''] ?? 'UNKNOWN'
}
