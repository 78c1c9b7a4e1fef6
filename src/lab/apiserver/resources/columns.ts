import type { KubeObject } from '../model/object.ts'
import type { Column } from '../model/resource.ts'
import { ageSince } from '../show/age.ts'

/** What every table begins with. */
export const NAME: Column = {
  name: 'Name',
  description: 'The name of the object.',
  cell: ({ metadata }) => metadata.name,
}

/** How long the object has been there. */
export const AGE: Column = {
  name: 'Age',
  description: 'The time since the object was created.',
  cell: ({ metadata }, now) => ageSince(metadata.creationTimestamp, now),
}

/** A column of text. */
export function column(
  name: string,
  description: string,
  cell: (object: KubeObject, now: Date) => string | number,
): Column {
  return { name, description, cell }
}

/** A column that only wide tables have. */
export function wide(
  name: string,
  description: string,
  cell: (object: KubeObject) => string,
): Column {
  return { name, description, priority: 1, cell }
}
