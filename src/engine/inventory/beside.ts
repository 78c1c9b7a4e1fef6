import { join, resolve } from 'node:path'
import { placeOf } from '../../base/yaml.ts'
import type { Layer } from './model.ts'
import { varsAt } from './vars.ts'

/** The group_vars and host_vars folders beside inventories and the playbook. */
export interface Beside {
  readonly inventories: (kind: Kind, name: string) => readonly Layer[]
  readonly playbook: (kind: Kind, name: string) => readonly Layer[]
}

type Kind = 'group_vars' | 'host_vars'

/** Reads each file once, when first asked for. A folder that is both is read as an inventory's. */
export function besideOf(inventories: readonly string[], playbook: string | undefined): Beside {
  const read = new Map<string, readonly Layer[]>()
  const layersAt = (folder: string, kind: Kind, name: string): readonly Layer[] => {
    const stem = join(folder, kind, name)
    const layers =
      read.get(stem) ?? varsAt(stem).map(vars => ({ name: placeOf(vars)?.file ?? stem, vars }))
    read.set(stem, layers)
    return layers
  }
  const folders = [...new Set(inventories.map(folder => resolve(folder)))]
  const last = playbook === undefined ? [] : [resolve(playbook)].filter(p => !folders.includes(p))
  return {
    inventories: (kind, name) => folders.flatMap(folder => layersAt(folder, kind, name)),
    playbook: (kind, name) => last.flatMap(folder => layersAt(folder, kind, name)),
  }
}
