import { posix } from 'node:path'
import { algorithmOf, type Digest, Hasher } from '../../oci/index.ts'
import { blobData, digestPath, QUARANTINE } from '../layout.ts'
import type { Check } from './check.ts'
import { eachOf } from './eachOf.ts'
import { storedDigests } from './walk.ts'

/** How many are read at a time: disks that turn like few streams, and one core hashes no more. */
const AT_ONCE = 4

/** What was read. */
export interface Hashed {
  readonly blobs: number
  readonly bytes: number
}

/** Hashes every blob. Those that turn out wrong are known to the check from then on. */
export async function checkBlobs(check: Check): Promise<Hashed> {
  const { driver } = check
  const hashed = { blobs: 0, bytes: 0 }
  await eachOf(storedDigests(driver), checkBlob, {
    atOnce: AT_ONCE,
    signal: check.options.signal,
  })
  return hashed

  async function checkBlob(digest: Digest): Promise<void> {
    const path = blobData(digest)
    hashed.blobs++
    const isWrong = await check.suspect({
      kind: 'wrongBlob',
      path,
      isWrong: async () => (await hashOf(path, digest)) !== digest,
      async repair() {
        await driver.move(path, `${QUARANTINE}/${digestPath(digest)}/data`)
        await driver.tidy?.(posix.dirname(path))
      },
    })
    if (isWrong) check.wrong.add(digest)
  }

  /** Its own digest for one that is not there: a directory without data is no blob. */
  async function hashOf(path: string, digest: Digest): Promise<Digest> {
    const hasher = new Hasher(algorithmOf(digest))
    const stream = await driver.read(path)
    if (stream === undefined) return digest
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hasher.update(chunk)
      check.options.signal?.throwIfAborted()
    }
    hashed.bytes += hasher.size
    return hasher.digest()
  }
}
