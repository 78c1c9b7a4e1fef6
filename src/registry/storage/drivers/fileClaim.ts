import { randomUUID } from 'node:crypto'
import { isMissing } from '../../../base/files.ts'
import type { Claim, Claimed } from '../driver.ts'
import type { Disk } from './disk.ts'
import { createFile, replaceFile } from './durably.ts'
import { isGone, type ProcessName, thisProcess } from './thisProcess.ts'

/** A claim that wasn't renewed for so long, in ms, is nobody's. */
const LIFE = 60_000
/** One that names nobody, as a crash may leave it while it is made, is nobody's even sooner. */
const LIFE_OF_NAMELESS = 2000
/** Within this time of a look at it nobody can have had a reason to take a claim over. */
const CERTAIN = LIFE / 2
/** The time of modification of what anybody may take. */
const LONG_AGO = new Date(0)

interface Holder extends ProcessName {
  readonly id: string
}

/**
 * Claims by a file that holds the name of its maker. It is taken over when its maker is known to be gone, or hasn't renewed it.
 * Two who take it over in the same moment may both believe to have it; `isHeld` tells them apart.
 */
export async function claimFile(
  disk: Disk,
  file: string,
  now: () => number = () => performance.now(),
): Promise<Claimed> {
  const text = JSON.stringify({ ...thisProcess(), id: randomUUID() } satisfies Holder)
  const content = Buffer.from(text)
  try {
    if (await createFile(disk, file, content, { durable: disk.isShared })) {
      return {
        kind: 'claimed',
        claim: new FileClaim(disk, { file, text, now, isTakenOver: false }),
      }
    }
    if (!(await isAbandoned(disk, file))) return { kind: 'held' }
    await replaceFile(disk, file, content, { durable: disk.isShared })
    return { kind: 'claimed', claim: new FileClaim(disk, { file, text, now, isTakenOver: true }) }
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' }
    throw error
  }
}

interface FileClaimOptions {
  readonly file: string
  readonly text: string
  readonly now: () => number
  readonly isTakenOver: boolean
}

class FileClaim implements Claim {
  readonly isTakenOver: boolean
  readonly #disk: Disk
  readonly #file: string
  readonly #text: string
  readonly #now: () => number
  #certainUntil: number
  #lookedAt = Date.now()

  constructor(disk: Disk, { file, text, now, isTakenOver }: FileClaimOptions) {
    this.#disk = disk
    this.#file = file
    this.#text = text
    this.#now = now
    this.#certainUntil = now() + CERTAIN
    this.isTakenOver = isTakenOver
  }

  async isHeld(): Promise<boolean> {
    // A machine that was suspended shows it by the time of day alone.
    const isAwake = Math.abs(Date.now() - this.#lookedAt) < CERTAIN
    return (isAwake && this.#now() < this.#certainUntil) || this.#look()
  }

  async renew(): Promise<boolean> {
    if (!(await this.#look())) return false
    await this.#disk.touch(this.#file, new Date())
    return true
  }

  async offer(): Promise<void> {
    if (!(await this.#look())) return
    this.#certainUntil = 0
    await this.#disk.touch(this.#file, LONG_AGO)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!(await this.isHeld())) return
    try {
      await this.#disk.unlink(this.#file)
    } catch (error) {
      // It goes with what it was for.
      if (!isMissing(error)) throw error
    }
  }

  async #look(): Promise<boolean> {
    this.#lookedAt = Date.now()
    const isHeld = (await textOf(this.#disk, this.#file)) === this.#text
    this.#certainUntil = isHeld ? this.#now() + CERTAIN : 0
    return isHeld
  }
}

async function isAbandoned(disk: Disk, file: string): Promise<boolean> {
  const [text, found] = [await textOf(disk, file), await disk.stat(file)]
  const holder = holderIn(text)
  const life = holder === undefined ? LIFE_OF_NAMELESS : LIFE
  // Neither a time long past nor one to come, as a clock that was set may leave, is that of a renewal.
  if (Math.abs(Date.now() - found.mtimeMs) > life) return true
  return holder !== undefined && isGone(holder)
}

/** Undefined for a claim that is just being made, or that a crash tore. */
function holderIn(text: string | undefined): Holder | undefined {
  try {
    // What isn't ours names no process that could be known to be gone.
    const holder = JSON.parse(text ?? '') as Holder | null
    return holder?.pid === undefined ? undefined : holder
  } catch {
    return undefined
  }
}

async function textOf(disk: Disk, file: string): Promise<string | undefined> {
  try {
    return await disk.text(file)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
