import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Host, Inventory } from '../../../src/engine/inventory/index.ts'

/** Gives `work` a folder that holds these files, and removes it afterwards. */
export function withFiles<T>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'wharfinger-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A host's variables as the last layer leaves them. */
export function variablesOf(inventory: Inventory, name: string): Record<string, unknown> {
  const host = inventory.hosts.find(each => each.name === name)
  return Object.assign({}, ...(host?.layers ?? []).map(layer => layer.vars.value))
}

/** Host names, for comparing. */
export function namesOf(hosts: readonly Host[]): string[] {
  return hosts.map(host => host.name)
}
