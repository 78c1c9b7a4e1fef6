import { setTimeout as delay } from 'node:timers/promises'
import { contentOf, type Driver } from './driver.ts'

/** What makes it writes it in this time, in ms. */
const PATIENCE = 3000
const BETWEEN = 50
const SECRET = { secret: true }

/** What a storage has kept at a path since it was made there, by `make` if need be: all who ask get the same. */
export async function keptIn(driver: Driver, path: string, make: () => string): Promise<string> {
  const made = make()
  for (let waited = 0; waited < PATIENCE; waited += BETWEEN) {
    const kept = await contentOf(driver, path)
    if (kept !== undefined && kept.length > 0) return kept.toString()
    if (kept === undefined && (await driver.create(path, Buffer.from(made), SECRET))) return made
    await delay(BETWEEN)
  }
  // Whoever made it died before it could write it.
  await driver.write(path, Buffer.from(made), SECRET)
  return made
}
