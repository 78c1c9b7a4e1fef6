import { stat } from 'node:fs/promises'
import { messageOf } from '../../base/fault.ts'
import { isMissing } from '../../base/files.ts'
import type { HealthConfig } from '../config/index.ts'
import type { Driver } from '../storage/index.ts'
import type { Log } from './log.ts'

/** Checks that run while the daemon does. */
export interface Health extends Disposable {
  isHealthy(): boolean
}

interface Check {
  readonly name: string
  readonly interval: number
  readonly threshold: number
  /** Throws when something is wrong. */
  run(): Promise<void>
}

/** Starts the configured checks. All count as passed until they have failed. */
export function watchHealth(config: HealthConfig, driver: Driver, log: Log): Health {
  const failures = new Map<string, number>()
  const failing = new Set<string>()
  const timers = checksIn(config, driver).map(check => {
    const timer = setInterval(() => void examine(check), check.interval)
    timer.unref()
    return timer
  })
  return {
    isHealthy: () => failing.size === 0,
    [Symbol.dispose]: () => timers.forEach(clearInterval),
  }

  async function examine(check: Check): Promise<void> {
    try {
      await check.run()
      failures.delete(check.name)
      if (failing.delete(check.name)) log.info('health check passes again', { check: check.name })
    } catch (error) {
      const count = (failures.get(check.name) ?? 0) + 1
      failures.set(check.name, count)
      if (count !== check.threshold) return
      failing.add(check.name)
      log.error('health check failed', { check: check.name, 'err.message': messageOf(error) })
    }
  }
}

function checksIn({ storagedriver, file }: HealthConfig, driver: Driver): Check[] {
  const checks: Check[] = file.map(({ file, interval }) => ({
    name: `file_${file}`,
    interval,
    threshold: 1,
    run: () => mustBeAbsent(file),
  }))
  if (storagedriver.enabled) {
    const { interval, threshold } = storagedriver
    const run = async () => void (await driver.stat('docker'))
    checks.push({ name: `storagedriver_${driver.name}`, interval, threshold, run })
  }
  return checks
}

async function mustBeAbsent(file: string): Promise<void> {
  try {
    await stat(file)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  throw new Error(`${file} exists`)
}
