import { randomUUID } from 'node:crypto'
import {
  type Algorithm,
  algorithmOf,
  type Digest,
  OciError,
  type Repository,
} from '../oci/index.ts'
import type { Blobs } from './blobs.ts'
import { contentOf, type Draft, type Driver, type Inflow } from './driver.ts'
import { type KeyedLock, keyedLock } from './keyedLock.ts'
import { blobData, upload, uploadData, uploadStartedAt } from './layout.ts'
import { RunningHashes } from './runningHashes.ts'

/** An upload in progress. What storage holds of it is the truth. */
export interface Upload {
  readonly repository: Repository
  readonly id: string
  readonly startedAt: Date
}

export interface AppendOptions {
  readonly body: Inflow
  /** How many bytes the client believes to be there already. */
  readonly at?: number | undefined
  /** The algorithm of the digest that will be asked for, where it is known. */
  readonly algorithm?: Algorithm
}

export type Appended =
  | { readonly kind: 'appended'; readonly size: number }
  /** The client is wrong about what is there. Nothing was read, and the upload is as it was. */
  | { readonly kind: 'misplaced'; readonly size: number }

/** Blobs on their way in. Calls for one upload run one after the other. */
export interface Uploads {
  start(repository: Repository): Promise<Upload>
  find(repository: Repository, id: string): Promise<Upload | undefined>
  sizeOf(upload: Upload): Promise<number>
  /** Adds bytes as they stream in. Those that came before a break stay, so that a client can go on from there. */
  append(upload: Upload, options: AppendOptions): Promise<Appended>
  /** Makes the upload a blob of its repository. Throws OciError, and drops the upload, when its bytes have another digest. */
  finish(upload: Upload, digest: Digest): Promise<void>
  cancel(upload: Upload): Promise<void>
}

/** The uploads that a driver holds. */
export function uploadsIn(driver: Driver, blobs: Blobs): Uploads {
  const hashes = new RunningHashes()
  const locked: KeyedLock = keyedLock()
  const open = ({ repository, id }: Upload) => driver.draft(uploadData(repository, id))

  return {
    async start(repository) {
      const id = randomUUID()
      const startedAt = new Date()
      const text = `${startedAt.toISOString().slice(0, -'.000Z'.length)}Z`
      await driver.write(uploadStartedAt(repository, id), Buffer.from(text))
      return { repository, id, startedAt }
    },

    async find(repository, id) {
      const text = await contentOf(driver, uploadStartedAt(repository, id))
      return text && { repository, id, startedAt: new Date(text.toString()) }
    },

    async sizeOf(upload) {
      await using draft = await open(upload)
      return draft.size
    },

    append: (upload, { body, at, algorithm = 'sha256' }) =>
      locked(upload.id, async () => {
        await using draft = await open(upload)
        if (at !== undefined && at !== draft.size) return { kind: 'misplaced', size: draft.size }
        await hashes.append(upload.id, draft, body, algorithm)
        return { kind: 'appended', size: draft.size }
      }),

    finish: (upload, digest) =>
      locked(upload.id, async () => {
        await using draft = await open(upload)
        const real = await hashes.digestOf(upload.id, draft, algorithmOf(digest))
        hashes.forget(upload.id)
        if (real !== digest) {
          await drop(driver, upload, draft)
          throw new OciError('DIGEST_INVALID', { detail: { digest, uploaded: real } })
        }
        await draft.commit(blobData(digest))
        await blobs.link(upload.repository, digest)
        await drop(driver, upload, draft)
      }),

    cancel: upload =>
      locked(upload.id, async () => {
        await using draft = await open(upload)
        hashes.forget(upload.id)
        await drop(driver, upload, draft)
      }),
  }
}

async function drop(driver: Driver, { repository, id }: Upload, draft: Draft): Promise<void> {
  await draft.discard()
  await driver.remove(upload(repository, id))
}
