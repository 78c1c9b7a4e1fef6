import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** One digest of all files under a directory: of their paths, whether they are executable, and their bytes. */
export async function treeDigest(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  const tree = createHash('sha256')
  for (const file of files.sort()) {
    const isExecutable = ((await stat(file)).mode & 0o100) !== 0
    const line = [await fileDigest(file), isExecutable ? 'x' : '-', relative(directory, file)]
    tree.update(`${line.join(' ')}\n`)
  }
  return `sha256:${tree.digest('hex')}`
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(chunk)
  return hash.digest('hex')
}
