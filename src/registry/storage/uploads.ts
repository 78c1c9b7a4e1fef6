import { randomUUID } from 'node:crypto'
import { algorithmOf, type Digest, Hasher, OciError, type Repository } from '../oci/index.ts'
import { loopback, type Peers } from '../workers/peers.ts'
import type { Blobs } from './blobs.ts'
import { contentOf, type Draft, DraftLost, type Driver } from './driver.ts'
import { type Incoming, inDraft, inMemory } from './incoming.ts'
import {
  blobData,
  uploadData,
  upload as uploadPath,
  uploadStartedAt,
  uploads as uploadsOf,
} from './layout.ts'
import { patiently, type Wait } from './patiently.ts'
import { hashed, RunningHashes } from './runningHashes.ts'
import { type Sent, smallBody } from './smallBody.ts'
import { type UploadLockOptions, uploadLock } from './uploadLock.ts'
import { takenOver, type Watch } from './watch.ts'

/** An upload in progress. What storage holds of it is the truth. */
export interface Upload {
  readonly repository: Repository
  readonly id: string
  readonly startedAt: Date
}

export interface Part extends Sent {
  /** How many bytes the client believes to be there already. */
  readonly at?: number | undefined
}

export type Appended =
  | { readonly kind: 'appended'; readonly size: number }
  /** The client is wrong about what is there. Nothing was read, and the upload is as it was. */
  | { readonly kind: 'misplaced'; readonly size: number }

export type LastPart = Omit<Part, 'body'> & { readonly body?: Part['body'] | undefined }

/** Blobs on their way in. Calls for one upload run one after the other, in all processes. */
export interface Uploads {
  /** Stores a blob that comes whole, and resolves to its size. Throws OciError, and keeps nothing, when it has another digest. */
  push(repository: Repository, digest: Digest, sent: Sent): Promise<number>
  start(repository: Repository): Promise<Upload>
  find(repository: Repository, id: string): Promise<Upload | undefined>
  /** How many bytes there are; `told` is what the client was told last. */
  sizeOf(upload: Upload, told?: number): Promise<number>
  /** Adds bytes as they stream in. Those that came before a break stay, so that a client can go on from there. */
  append(upload: Upload, part: Part): Promise<Appended>
  /**
   * Makes the upload, with a last part if there is a body, a blob of its repository. Throws OciError, and drops the upload, when
   * its bytes have another digest.
   */
  finish(upload: Upload, digest: Digest, last?: LastPart): Promise<Appended>
  cancel(upload: Upload): Promise<void>
}

export interface UploadsOptions {
  /** Other processes that take uploads into the same storage. */
  readonly peers?: Peers
  readonly wait?: Wait
  readonly lock?: UploadLockOptions
}

/** The uploads that a driver holds. */
export function uploadsIn(
  driver: Driver,
  blobs: Blobs,
  { peers = loopback(), wait, lock: options }: UploadsOptions = {},
): Uploads {
  const hashes = new RunningHashes(peers)
  const lock = uploadLock(driver, options)

  return {
    async push(repository, digest, sent) {
      const bytes = await smallBody(sent)
      if (bytes === undefined) return pushLarge(await start(repository), digest, sent)
      const { size, store, digestBy } = inMemory(driver, bytes)
      verify(digest, await digestBy(algorithmOf(digest)))
      await store(digest)
      await blobs.link(repository, digest)
      return size
    },

    start,

    find(repository, id) {
      const prefix = uploadsOf(repository)
      return patiently(driver, { prefix, wait }, async () => {
        const text = await contentOf(driver, uploadStartedAt(repository, id))
        return text && { repository, id, startedAt: new Date(text.toString()) }
      })
    },

    async sizeOf(upload, told) {
      await using draft = await resumed(upload, { isTakenOver: false }, told)
      return draft.size
    },

    append: (upload, part) =>
      alone(upload, async watch => {
        await using draft = await resumed(upload, watch, part.at)
        if (isMisplaced(draft, part)) return { kind: 'misplaced', size: draft.size }
        await append(upload, draft, watch.over(part.body))
        await watch.check()
        return { kind: 'appended', size: draft.size }
      }),

    finish: (upload, digest, last = {}) =>
      alone(upload, async watch => {
        await using draft = await resumed(upload, watch, last.at)
        if (last.body && isMisplaced(draft, last)) return { kind: 'misplaced', size: draft.size }
        const part = last.body && { ...last, body: watch.over(last.body) }
        const { size, store, digestBy } = await whole(upload, draft, part)
        await watch.check()
        const real = await digestBy(algorithmOf(digest))
        if (real === digest) {
          await store(digest)
          await blobs.link(upload.repository, digest)
        }
        await drop(upload, draft)
        watch.gone()
        verify(digest, real)
        return { kind: 'appended', size }
      }),

    cancel: upload =>
      alone(upload, async watch => {
        await using draft = await resumed(upload, watch)
        await drop(upload, draft)
        watch.gone()
      }),
  }

  async function start(repository: Repository): Promise<Upload> {
    const upload = { repository, id: randomUUID(), startedAt: new Date() }
    const text = `${upload.startedAt.toISOString().slice(0, -'.000Z'.length)}Z`
    // Nobody knows of it who could see it half written. Who goes on with it elsewhere must find it there; otherwise there is nothing to lose yet.
    const durable = driver.lag !== undefined
    await driver.create(uploadStartedAt(repository, upload.id), Buffer.from(text), { durable })
    return upload
  }

  /** An upload that nobody else knows of yet. */
  async function pushLarge(upload: Upload, digest: Digest, { body }: Sent): Promise<number> {
    await using draft = await driver.draft(dataOf(upload))
    try {
      const hasher = new Hasher(algorithmOf(digest))
      await draft.append(hashed(body, hasher))
      verify(digest, hasher.digest())
      await draft.commit(blobData(digest))
      await blobs.link(upload.repository, digest)
      return draft.size
    } finally {
      await drop(upload, draft)
    }
  }

  function alone<T>(upload: Upload, work: (watch: Watch) => Promise<T>): Promise<T> {
    const { repository, id } = upload
    return lock({ id, prefix: uploadPath(repository, id) }, async watch => {
      try {
        // Another request may have finished or cancelled it while this one waited.
        if ((await driver.stat(uploadStartedAt(repository, id))) === undefined) throw unknown(id)
        return await work(watch)
      } catch (error) {
        throw error instanceof DraftLost ? takenOver(error) : error
      }
    })
  }

  /** The draft with what others sent of it; at least as much as the client was told, where that takes a moment to be seen. */
  async function resumed(
    upload: Upload,
    { isTakenOver }: Pick<Watch, 'isTakenOver'>,
    at = 0,
  ): Promise<Draft> {
    const open = () => driver.draft(dataOf(upload), { apart: isTakenOver })
    const prefix = uploadPath(upload.repository, upload.id)
    const whole = await patiently(driver, { prefix, wait }, async () => {
      const draft = await open()
      if (draft.size >= at) return draft
      await draft[Symbol.asyncDispose]()
      return undefined
    })
    return whole ?? open()
  }

  async function append({ id }: Upload, draft: Draft, body: Sent['body']): Promise<void> {
    await hashes.append(id, draft, body, 'sha256')
  }

  /** All of an upload, with its last part: in memory where that is all there is, and little. */
  async function whole(upload: Upload, draft: Draft, part: Part | undefined): Promise<Incoming> {
    const bytes = part && draft.size === 0 ? await smallBody(part) : undefined
    if (bytes !== undefined) return inMemory(driver, bytes)
    if (part) await append(upload, draft, part.body)
    return inDraft(draft, hashes, upload.id)
  }

  async function drop({ repository, id }: Upload, draft: Draft): Promise<void> {
    hashes.forget(id)
    await draft.discard()
    await driver.remove(uploadPath(repository, id))
  }
}

function isMisplaced({ size }: Draft, { at = size }: LastPart): boolean {
  return at !== size
}

function verify(digest: Digest, uploaded: Digest): void {
  if (uploaded !== digest) throw new OciError('DIGEST_INVALID', { detail: { digest, uploaded } })
}

function unknown(id: string): OciError {
  return new OciError('BLOB_UPLOAD_UNKNOWN', { detail: { id } })
}

function dataOf({ repository, id }: Upload): string {
  return uploadData(repository, id)
}
