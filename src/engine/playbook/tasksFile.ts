import type { Place } from '../../base/fault.ts'
import type { Located } from '../../base/yaml.ts'
import { asList } from './fields.ts'
import type { Step } from './model.ts'
import { enter, type Surroundings } from './surroundings.ts'

/** The steps in a file of tasks. Throws a Fault when the file is being read already. */
export function readTasks(
  path: string,
  around: Surroundings,
  from: Place | undefined,
): readonly Step[] {
  const inside = { ...enter(around, path, from), file: path }
  return around.parse(tasksIn(around.library.document(path, from)), inside)
}

/** The entries of a document that is a list of tasks; an empty one has none. */
export function tasksIn(document: Located): Located[] {
  const isEmpty = document.value === undefined || document.value === null
  return isEmpty ? [] : asList(document, 'a file of tasks')
}
