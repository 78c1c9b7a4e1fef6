import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Something that a host's root starts out with. Modes are 0644 for files and 0755 for directories unless given. */
export type HostFile =
  | { readonly path: string; readonly content: string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly directory: true; readonly mode?: number }

/** Writes files below a root, in order, with the directories they need. */
export async function writeHostFiles(root: string, files: readonly HostFile[]): Promise<void> {
  for (const file of files) {
    const path = join(root, file.path)
    await mkdir(dirname(path), { recursive: true })
    if ('link' in file) {
      await symlink(file.link, path)
      continue
    }
    if ('content' in file) await writeFile(path, file.content, { mode: 0o600 })
    else await mkdir(path, { recursive: true })
    // Whatever the umask is.
    await chmod(path, file.mode ?? ('content' in file ? 0o644 : 0o755))
  }
}
