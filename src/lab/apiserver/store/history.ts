import type { KubeObject } from '../model/object.ts'

/** A change of one object; one of both is there, or both. */
export interface Change {
  readonly version: number
  readonly key: string
  /** As it became; undefined when it went away. */
  readonly object: KubeObject | undefined
  readonly previous: KubeObject | undefined
}

/** The last changes. What is older is forgotten. */
export interface History {
  add(change: Change): void
  /** The changes after a version, or undefined when some of them are forgotten. */
  since(version: number): readonly Change[] | undefined
}

/** Begins with nothing known of what was before a version. */
export function historyFrom(version: number, limit = 1000): History {
  const changes: Change[] = []
  let forgotten = version
  return {
    add(change) {
      changes.push(change)
      if (changes.length > limit) forgotten = changes.shift()?.version ?? forgotten
    },
    since(wanted) {
      if (wanted < forgotten) return undefined
      return changes.filter(change => change.version > wanted)
    },
  }
}
