import { dirname } from 'node:path'
import { Fault, type Place } from '../../base/fault.ts'
import type { Located } from '../../base/yaml.ts'
import { shownPath } from '../../base/yamlFile.ts'
import type { Library } from './library.ts'
import type { Keywords, Role, Step, Task } from './model.ts'

/** Where in a playbook the parser stands, and what holds there. */
export interface Surroundings {
  readonly library: Library
  /** What a list of steps is read with; handed down so that steps can hold steps. */
  readonly parse: (steps: readonly Located[], around: Surroundings) => readonly Step[]
  readonly found: Found
  /** Handlers of roles read for this play: a role that comes twice answers a notification once. */
  readonly handlersRead: Map<string, readonly Task[]>
  readonly keywords: Keywords
  /** Notified by every task, because a block around it says so. */
  readonly notify: readonly Located[]
  readonly role: Role | undefined
  /** The file that is being read. */
  readonly file: string
  /** Files and role folders being read, outermost first: coming back to one is recursion. */
  readonly trail: readonly string[]
  /** The folder of the file that holds the play. */
  readonly directory: string
  readonly inHandlers: boolean
  /** What literal includes bring has been read before and was found right. */
  readonly isChecked: boolean
}

/** What imports bring for the whole play. */
export interface Found {
  readonly roles: Role[]
  readonly handlers: Task[]
  /** Each use of a role through `roles` or a dependency: the same use again does nothing. */
  readonly uses: Map<string, Role>
}

/** Nothing found yet. */
export function nothingFound(): Found {
  return { roles: [], handlers: [], uses: new Map() }
}

/** The surroundings inside a file or role folder. One that is being read already is a Fault. */
export function enter(around: Surroundings, path: string, place: Place | undefined): Surroundings {
  const start = around.trail.indexOf(path)
  if (start < 0) return { ...around, trail: [...around.trail, path] }
  const way = [...around.trail.slice(start), path].map(shownPath)
  throw new Fault(`recursion: ${way.join(' > ')}`, {
    place,
    hint: 'use a loop, or until with retries, to do something again',
  })
}

/** Where the files that a task names are looked for: its role, the folder it is written in, the playbook's. */
export function searchPathOf({ role, file, directory }: Surroundings): readonly string[] {
  return [...new Set([...(role ? [role.directory] : []), dirname(file), directory])]
}
