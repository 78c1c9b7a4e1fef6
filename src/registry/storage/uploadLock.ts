import { setTimeout as delay } from 'node:timers/promises'
import { OciError } from '../oci/index.ts'
import type { Claim, Driver } from './driver.ts'
import { keyedLock } from './keyedLock.ts'
import { Watch } from './watch.ts'

export interface UploadLockOptions {
  /** How long a request waits for another one that has the upload, in ms. */
  readonly patience?: number
  /** How often to look after what comes in, in ms. */
  readonly beat?: number
}

/** Who and what an upload is, and where all of it lies. */
export interface Locked {
  readonly id: string
  readonly prefix: string
}

/**
 * Does something with an upload while no other request does, in this process or another. Throws OciError when it would have to
 * wait for long: a client that sends nothing any more is not waited for.
 */
export type UploadLock = <T>(upload: Locked, work: (watch: Watch) => Promise<T>) => Promise<T>

/** How often another process is asked again for what it has, in ms. */
const POLL = 50

/** A lock for the uploads that a driver holds. */
export function uploadLock(
  driver: Driver,
  { patience = 5000, beat = 1000 }: UploadLockOptions = {},
): UploadLock {
  const inTurn = keyedLock()
  /** How many requests want an upload, the one that has it included. */
  const wanting = new Map<string, number>()

  return async function alone(upload, work) {
    const { id } = upload
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(inUse()), patience)
    count(id, 1)
    try {
      return await before(
        late.signal,
        inTurn(id, async () => {
          late.signal.throwIfAborted()
          const claim = await claimed(upload, late.signal)
          clearTimeout(timer)
          const isWanted = (): boolean => (wanting.get(id) ?? 0) > 1
          await using watch = new Watch({ claim, isWanted, beat })
          return await work(watch)
        }),
      )
    } finally {
      clearTimeout(timer)
      count(id, -1)
    }
  }

  function count(id: string, more: number): void {
    const all = (wanting.get(id) ?? 0) + more
    if (all > 0) wanting.set(id, all)
    else wanting.delete(id)
  }

  async function claimed({ prefix }: Locked, late: AbortSignal): Promise<Claim | undefined> {
    for (;;) {
      const claimed = await driver.claim?.(prefix)
      if (claimed === undefined) return undefined
      if (claimed.kind === 'claimed') return claimed.claim
      if (claimed.kind === 'missing') throw new OciError('BLOB_UPLOAD_UNKNOWN')
      late.throwIfAborted()
      await delay(POLL)
    }
  }
}

/** The outcome of work, or the signal's reason if that comes first. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return await new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
  })
}

function inUse(): OciError {
  return new OciError('UNAVAILABLE', {
    because: 'another request is sending to this upload',
    headers: { 'Retry-After': '2' },
  })
}
