import { posix } from 'node:path'
import type { Driver } from '../driver.ts'
import { REMOVED, ROOT, TRASH } from '../layout.ts'
import { objectsBelow } from './walk.ts'

/** Where a run of the collector puts what it takes away, until it is sure. */
export interface Trash {
  /** Takes an object away, if it is there and wasn't modified since the cutoff. Resolves to its size, or undefined. */
  take(path: string, cutoff: Date): Promise<number | undefined>
  /** Puts an object back. False where it wasn't taken. */
  putBack(path: string): Promise<boolean>
  putAllBack(): Promise<void>
  /** Ends the run: nothing can be put back from here on. Removes what was taken, or leaves it to `emptyRemoved`. */
  settle(options: { readonly keep: boolean }): Promise<void>
}

/** The trash of one run, whose name sorts by time. */
export function trashOf(driver: Driver, run: string): Trash {
  const base = `${TRASH}/${run}`
  const placeOf = (path: string): string => `${base}/${posix.relative(ROOT, path)}`
  return {
    async take(path, cutoff) {
      const entry = await driver.stat(path)
      if (entry === undefined || entry.modified >= cutoff) return undefined
      // If a crash undoes the move the object is where it was, and none the worse.
      await driver.move(path, placeOf(path), { durable: false })
      const moved = await driver.stat(placeOf(path))
      if (moved && moved.modified >= cutoff) {
        await driver.move(placeOf(path), path)
        return undefined
      }
      await driver.tidy?.(posix.dirname(path))
      return entry.size
    },

    async putBack(path) {
      if ((await driver.stat(placeOf(path))) === undefined) return false
      await putBack(driver, placeOf(path), path)
      return true
    },

    putAllBack: () => putAllBack(driver, base),

    async settle({ keep }) {
      if (await isEmpty(driver, base)) await driver.remove(base)
      // In one step: a crash in the middle of the removal must not bring half of it back.
      else await driver.move(base, `${REMOVED}/${run}`)
      if (!keep) await driver.remove(`${REMOVED}/${run}`)
      for (const prefix of [TRASH, REMOVED]) await driver.tidy?.(prefix)
    },
  }
}

/** Puts back what runs took that were ended before they were sure. Call it only while no other run goes on. */
export async function recoverTrash(driver: Driver): Promise<void> {
  for await (const { name } of driver.list(TRASH)) await putAllBack(driver, `${TRASH}/${name}`)
}

/** Removes for good what earlier runs took away before a time. */
export async function emptyRemoved(driver: Driver, before: Date): Promise<void> {
  for await (const { name } of driver.list(REMOVED)) {
    if (name < runNamed(before)) await driver.remove(`${REMOVED}/${name}`)
  }
}

/** The name of a run that begins at a time. */
export function runNamed(time: Date): string {
  return time.toISOString().replaceAll(':', '-')
}

async function putAllBack(driver: Driver, base: string): Promise<void> {
  for await (const place of objectsBelow(driver, base)) {
    await putBack(driver, place, `${ROOT}/${posix.relative(base, place)}`)
  }
  await driver.remove(base)
  await driver.tidy?.(TRASH)
}

/** Somebody may have brought the same again meanwhile: digests name their bytes, so theirs is as good, and younger. */
async function putBack(driver: Driver, place: string, path: string): Promise<void> {
  if ((await driver.stat(path)) === undefined) await driver.move(place, path)
}

async function isEmpty(driver: Driver, prefix: string): Promise<boolean> {
  for await (const _ of objectsBelow(driver, prefix)) return false
  return true
}
