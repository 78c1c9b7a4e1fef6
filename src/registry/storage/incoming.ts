import { type Algorithm, type Digest, digestOf } from '../oci/index.ts'
import type { Draft, Driver } from './driver.ts'
import { blobData } from './layout.ts'
import type { RunningHashes } from './runningHashes.ts'

/** All bytes of a blob that came in and isn't stored yet. */
export interface Incoming {
  readonly size: number
  digestBy(algorithm: Algorithm): Promise<Digest>
  /** Durable when it resolves. An equal blob that is there already stays, and counts as new. */
  store(digest: Digest): Promise<void>
}

/** What is little enough to be in memory. */
export function inMemory(driver: Driver, bytes: Uint8Array): Incoming {
  return {
    size: bytes.length,
    digestBy: async algorithm => digestOf(bytes, algorithm),
    async store(digest) {
      const path = blobData(digest)
      const there = await driver.stat(path)
      const isKept = there?.size === bytes.length && (await driver.touch(path))
      if (!isKept) await driver.write(path, bytes)
    },
  }
}

/** What was appended to the draft of an upload. */
export function inDraft(draft: Draft, hashes: RunningHashes, id: string): Incoming {
  return {
    size: draft.size,
    digestBy: algorithm => hashes.digestOf(id, draft, algorithm),
    store: digest => draft.commit(blobData(digest)),
  }
}
