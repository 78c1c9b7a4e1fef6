import { readDefinition } from './definition.ts'
import { Service } from './service.ts'
import { findUnitFiles, listUnitFiles, type UnitFiles } from './unitFiles.ts'

/** A unit as it stands: its files on disk now, and its service unless there are none to load. */
export interface Unit {
  readonly name: string
  readonly files: UnitFiles
  readonly service: Service | undefined
}

/** The host's services. A definition is read when its unit is first used; while the unit is held, edits wait for `reload`. */
export class Units {
  readonly #services = new Map<string, Service>()
  readonly #root: string

  constructor(root = '/') {
    this.#root = root
  }

  find(name: string): Unit {
    const files = findUnitFiles(name, this.#root)
    const known = this.#services.get(name)
    if (known?.isHeld) return { name, files, service: known }
    if (files.state !== 'found') return { name, files, service: undefined }
    if (known) {
      if (known.definition.files.version !== files.version) this.#load(known, files)
      return { name, files, service: known }
    }
    const service = new Service(readDefinition(files, this.#root))
    this.#services.set(name, service)
    return { name, files, service }
  }

  /** Whether the files on disk are not those that were loaded. */
  needsReload({ files, service }: Unit): boolean {
    return service !== undefined && service.definition.files.version !== files.version
  }

  /** Takes over what is on disk now, for units that run too. */
  reload(): void {
    for (const [name, service] of this.#services) {
      this.#load(service, findUnitFiles(name, this.#root))
    }
  }

  /** Units in use, or every unit that has a file. */
  list(all: boolean): Unit[] {
    const held = [...this.#services].filter(([, service]) => service.isHeld).map(([name]) => name)
    const names = all ? [...held, ...listUnitFiles(this.#root)] : held
    return [...new Set(names)].sort().map(name => this.find(name))
  }

  /** Stops everything, at the same time. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#services.values()].map(service => service.stop()))
  }

  #load(service: Service, files: UnitFiles): void {
    service.definition = readDefinition(files, this.#root)
  }
}
