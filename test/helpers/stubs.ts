import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Shell, sh } from '../../src/engine/module/index.ts'
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
  // A busybox that stands alone looks for applets before PATH, but for functions before those.
  const prelude = Object.keys(commands).map(
    name => `${name}() { ${sh`${join(folder, name)}`} "$@"; }` as Shell,
  )
  return { ...shell, prelude, path: `${folder}:${shell.path}` }
}
