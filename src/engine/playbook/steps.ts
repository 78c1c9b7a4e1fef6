import type { Located } from '../../base/yaml.ts'
import { findAction } from './action.ts'
import { parseBlock } from './block.ts'
import { asEntry, type Entry } from './fields.ts'
import { importRole, importTasks } from './import.ts'
import { parseIncludeRole, parseIncludeTasks } from './include.ts'
import { parseMeta } from './meta.ts'
import type { Step } from './model.ts'
import type { Surroundings } from './surroundings.ts'
import { parseTask } from './task.ts'

/** Reads a list of tasks, blocks, imports and includes. Imports and plain blocks are replaced by what they hold. */
export function parseSteps(steps: readonly Located[], around: Surroundings): readonly Step[] {
  return steps.flatMap(step => parseStep(asEntry(step, 'a task'), around))
}

function parseStep(entry: Entry, around: Surroundings): readonly Step[] {
  if (['block', 'rescue', 'always'].some(key => Object.hasOwn(entry.value, key)))
    return parseBlock(entry, around)
  const action = findAction(entry, around.library.names)
  const module = around.library.modules.get(action.name)
  if (module) return [parseTask(entry, action, module, around)]
  if (action.name === 'import_tasks') return importTasks(entry, action, around)
  if (action.name === 'import_role') return importRole(entry, action, around)
  if (action.name === 'include_tasks') return [parseIncludeTasks(entry, action, around)]
  if (action.name === 'include_role') return [parseIncludeRole(entry, action, around)]
  return [parseMeta(entry, action, around)]
}
