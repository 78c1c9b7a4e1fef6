import type { Located } from '../../base/yaml.ts'

/** Variables of one origin. */
export interface Layer {
  /** Shown when someone asks where a value came from: `role defaults`, `host_vars/web1.yml`. */
  readonly name: string
  readonly vars: Located<Readonly<Record<string, unknown>>>
  /** The values are results, not source: text in them is never rendered. */
  readonly literal?: boolean
}

export interface Host {
  readonly name: string
  /** Its groups without `all`, sorted by name. */
  readonly groups: readonly string[]
  /** Variables low to high: group vars (all first, parents before children), then host vars, each from the inventory, then beside it, then beside the playbook. */
  readonly layers: readonly Layer[]
}

export interface Inventory {
  /** In the order of the inventory. */
  readonly hosts: readonly Host[]
  /** Group name to its hosts' names, `all` and `ungrouped` included. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /** The first source file, and its folder. */
  readonly file: string
  readonly directory: string
}
