import type { Module } from '../engine/module/index.ts'
import { CLUSTER_MODULES } from './cluster/index.ts'
import { command } from './command/command.ts'
import { shell } from './command/shell.ts'
import { assert } from './control/assert.ts'
import { debug } from './control/debug.ts'
import { fail } from './control/fail.ts'
import { ping } from './control/ping.ts'
import { setFact } from './control/setFact.ts'
import { copy } from './files/copy.ts'
import { file } from './files/file.ts'
import { slurp } from './files/slurp.ts'
import { stat } from './files/stat.ts'
import { template } from './files/template.ts'
import { uri } from './net/uri.ts'
import { waitFor } from './net/waitFor.ts'
import { REGISTRY_MODULES } from './registry/index.ts'
import { group } from './system/group.ts'
import { setup } from './system/setup.ts'
import { systemd } from './system/systemd.ts'
import { user } from './system/user.ts'
import { lineinfile } from './text/lineinfile.ts'

/** Every module there is, by what it touches. */
export const MODULES: readonly Module[] = [
  file,
  copy,
  template,
  lineinfile,
  stat,
  slurp,
  command,
  shell,
  systemd,
  user,
  group,
  setup,
  waitFor,
  uri,
  ping,
  debug,
  assert,
  fail,
  setFact,
  ...CLUSTER_MODULES,
  ...REGISTRY_MODULES,
]

/** The modules by the names that tasks use. */
export function modulesByName(): ReadonlyMap<string, Module> {
  return new Map(MODULES.map(module => [module.name, module]))
}
