import { setTimeout as delay } from 'node:timers/promises'
import type { Driver } from './driver.ts'

/** How long to wait between two looks, in ms. */
const BETWEEN = 100

/** Waits for so many ms; tests don't. */
export type Wait = (milliseconds: number) => Promise<unknown>

/** Looks for what lies under a prefix. What others did may not be seen at once: as long as the driver says so, it looks again. */
export async function patiently<T>(
  driver: Driver,
  { prefix, wait = delay }: { readonly prefix: string; readonly wait?: Wait | undefined },
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let found = await look()
  for (let waited = 0; found === undefined && waited < (driver.lag ?? 0); waited += BETWEEN) {
    await wait(BETWEEN)
    for await (const _ of driver.list(prefix)) {
      // Only that it is read counts.
    }
    found = await look()
  }
  return found
}
