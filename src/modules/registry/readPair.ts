import { Fault } from '../../base/fault.ts'
import type { Remote } from '../../engine/module/index.ts'
import { readRemote } from '../files/readRemote.ts'

/** A certificate and its key as they are on a host; undefined is a file that isn't there. */
export interface FoundPair {
  readonly certificate: string | undefined
  readonly key: string | undefined
}

/** Reads both files of a pair. */
export async function readPair(
  remote: Remote,
  { path, key_path }: { readonly path: string; readonly key_path: string },
): Promise<FoundPair> {
  const [certificate, key] = await Promise.all([readText(remote, path), readText(remote, key_path)])
  return { certificate, key }
}

/** The text of a file on a host, which must be there. */
export async function needText(remote: Remote, path: string, what: string): Promise<string> {
  const text = await readText(remote, path)
  if (text === undefined) throw new Fault(`${what} ${path} is not there`)
  return text
}

async function readText(remote: Remote, path: string): Promise<string | undefined> {
  return (await readRemote(remote, path))?.toString('utf8')
}
