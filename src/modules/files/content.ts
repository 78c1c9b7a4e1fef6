import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** What fits into a script. More is sent on a channel of its own, once the host said that it differs. */
const INLINE_LIMIT = 32 * 1024

/** Bytes to be put on a host. */
export interface Content {
  readonly size: number
  readonly sha256: string
  /** The bytes, where they are few. */
  readonly inline?: Buffer
  open(): Readable
}

/** Content that is in memory already. */
export function contentOf(source: string | Buffer): Content {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const content = {
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    open: () => Readable.from([bytes]),
  }
  return bytes.length > INLINE_LIMIT ? content : { ...content, inline: bytes }
}

/** The content of a file on the controller; a big one is read only to be hashed, once for all hosts. */
export async function contentOfFile(path: string): Promise<Content> {
  const { size, mtimeMs, ino } = await stat(path)
  if (size <= INLINE_LIMIT) return contentOf(await readFile(path))
  return hashed(path, size, `${path}\0${ino}\0${size}\0${mtimeMs}`)
}

/** The same without its bytes in memory, however few they are: for one file of many. */
export async function contentOfFileInTree(path: string): Promise<Content> {
  const { size, mtimeMs, ino } = await stat(path)
  return hashed(path, size, `${path}\0${ino}\0${size}\0${mtimeMs}`)
}

async function hashed(path: string, size: number, version: string): Promise<Content> {
  const sha256 = await digestOnce(path, version)
  return { size, sha256, open: () => createReadStream(path) }
}

const digests = new Map<string, Promise<string>>()

function digestOnce(path: string, version: string): Promise<string> {
  const known = digests.get(version) ?? digestOf(path)
  digests.set(version, known)
  known.catch(() => digests.delete(version))
  return known
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
