import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HostShell, SH } from './host.ts'

/** A shell that finds these scripts before the host's own commands. Each is the body of a sh script. */
export function shellWith(
  root: string,
  commands: Readonly<Record<string, string>>,
  shell: HostShell = SH,
): HostShell {
  const folder = join(root, 'stubs')
  mkdirSync(folder, { recursive: true })
  for (const [name, body] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return { ...shell, path: `${folder}:${shell.path}` }
}
