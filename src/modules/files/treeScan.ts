import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../base/fault.ts'
import { type Content, contentOfFileInTree } from './content.ts'

/** One file of a tree. */
export interface TreeFile {
  /** Below the root, with slashes. */
  readonly path: string
  readonly content: Content
  readonly mode: number
}

/** A directory on the controller, read. Links are followed. */
export interface Tree {
  /** Below the root, parents first, without the root itself. */
  readonly directories: readonly string[]
  readonly files: readonly TreeFile[]
}

/** Reads a tree, in the order of names. Throws a Fault for a link that leads back up, or for what is neither file nor directory. */
export async function scanTree(root: string): Promise<Tree> {
  const directories: string[] = []
  const files: TreeFile[] = []
  await scan('', [await realpath(root)])
  return { directories, files }

  async function scan(folder: string, above: readonly string[]): Promise<void> {
    for (const name of (await readdir(join(root, folder))).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`
      const source = join(root, path)
      const entry = await stat(source)
      if (entry.isFile()) {
        files.push({ path, content: await contentOfFileInTree(source), mode: entry.mode & 0o777 })
      } else if (entry.isDirectory()) {
        directories.push(path)
        await scan(path, [...above, await unlessAbove(source, above)])
      } else throw new Fault(`${source} is neither a file nor a directory`)
    }
  }
}

async function unlessAbove(source: string, above: readonly string[]): Promise<string> {
  const real = await realpath(source)
  if (above.includes(real)) throw new Fault(`${source} is a link to a directory that it is in`)
  return real
}
