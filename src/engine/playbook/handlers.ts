import { Fault } from '../../base/fault.ts'
import type { Located } from '../../base/yaml.ts'
import type { Task } from './model.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Reads a list of handlers. Conditions of what stands around the list don't reach into it: a handler
 * that was notified is due, in a later run too.
 */
export function parseHandlers(list: readonly Located[], around: Surroundings): readonly Task[] {
  const keywords = { ...around.keywords, when: [] }
  return around.parse(list, { ...around, keywords, inHandlers: true }).map(step => {
    if (step.kind === 'task') return step
    throw new Fault(`a handler can't be ${step.kind === 'block' ? 'a' : 'an'} ${WORD[step.kind]}`, {
      place: step.place,
      hint: 'import_tasks brings several handlers in from a file',
    })
  })
}

const WORD = { block: 'block with rescue or always', include: 'include', meta: 'order (meta)' }
