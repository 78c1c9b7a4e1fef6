import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../../base/fault.ts'
import { readIfThere, writeFileAtomic } from '../../../base/files.ts'
import type { KubeObject } from '../model/object.ts'

/** What a log says in the end: the last version, and every object by its key. */
export interface Content {
  readonly version: number
  readonly objects: ReadonlyMap<string, KubeObject>
}

/** The file of all objects, a line a change. */
export interface Log {
  /** Durable when it resolves; when it rejects, as if it had never been called. */
  append(version: number, key: string, object: KubeObject | undefined): Promise<void>
  /** Replaces the file by the shortest that says the same. */
  rewrite(content: Content): Promise<void>
  close(): Promise<void>
}

interface Line {
  readonly version: number
  readonly key?: string
  /** Absent when the object went away. */
  readonly object?: KubeObject
}

const FILE = 'objects.jsonl'
/** Secrets are among the objects. */
const MODE = 0o600

/** What the log in a directory says, or undefined when there is none. Throws a Fault for a damaged one. */
export async function readLog(directory: string): Promise<Content | undefined> {
  const path = join(directory, FILE)
  const bytes = await readIfThere(path)
  return bytes && contentOf(bytes, path)
}

/** Opens a directory's log, with this content and no other. */
export async function openLog(directory: string, content: Content): Promise<Log> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  // A replacement that was killed.
  for (const name of await readdir(directory))
    if (name.endsWith('.tmp')) await rm(join(directory, name))
  const path = join(directory, FILE)
  let { file, length } = await replace(path, content)
  let broken: unknown
  return {
    async append(version, key, object) {
      if (broken) throw broken
      try {
        length += await write(file, length, object ? { version, key, object } : { version, key })
      } catch (error) {
        await cut(file, length).catch(() => {
          // Whether the line is there can't be known: nothing may follow it.
          broken = error
        })
        throw error
      }
    },

    async rewrite(latest) {
      const former = file
      ;({ file, length } = await replace(path, latest))
      await former.close()
    },

    close: () => file.close(),
  }
}

/** The last line may have been cut by a crash: then nobody was told of it. */
function contentOf(bytes: Buffer, path: string): Content {
  const objects = new Map<string, KubeObject>()
  let version = 0
  let at = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, at)) {
    const line = parse(bytes.toString('utf8', at, end))
    if (!line && end + 1 < bytes.length)
      throw new Fault(`${path} is damaged after ${at} bytes`, {
        hint: 'without the file, the cluster begins anew',
      })
    if (!line) break
    version = line.version
    if (line.object) objects.set(line.key ?? '', line.object)
    else objects.delete(line.key ?? '')
    at = end + 1
  }
  return { version, objects }
}

function parse(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line
  } catch {
    // What is no JSON was not written to its end.
    return undefined
  }
}

async function replace(
  path: string,
  { version, objects }: Content,
): Promise<{ file: FileHandle; length: number }> {
  // The version comes last, for it may be that of an object that is gone.
  const lines: Line[] = [...objects].map(([key, object]) => ({ version, key, object }))
  const text = [...lines, { version }].map(line => `${JSON.stringify(line)}\n`).join('')
  await writeFileAtomic(path, text, { mode: MODE })
  return { file: await open(path, 'r+'), length: Buffer.byteLength(text) }
}

/** Resolves to the number of bytes. */
async function write(file: FileHandle, at: number, line: Line): Promise<number> {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`)
  const { bytesWritten } = await file.write(bytes, 0, bytes.length, at)
  if (bytesWritten < bytes.length) throw new Error('no space left on device')
  await file.datasync()
  return bytes.length
}

async function cut(file: FileHandle, length: number): Promise<void> {
  await file.truncate(length)
  await file.sync()
}
