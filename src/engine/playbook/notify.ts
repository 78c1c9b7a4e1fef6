import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { asText, isTemplate } from './fields.ts'
import type { Play, Task } from './model.ts'
import { handlersOf, included, tasksOf } from './walk.ts'

/** Refuses to notify what no handler answers to, unless a handler may still come with an include whose name is not known yet. */
export function checkNotifications(play: Play): void {
  const tasks = [...tasksOf(play)]
  if (tasks.some(step => step.kind === 'include' && step.what.kind === 'role' && !included(step)))
    return
  const handlers = [...handlersOf(play)]
  const names = handlers.flatMap(namesOf)
  for (const task of [...tasks, ...handlers])
    if (task.kind === 'task')
      for (const name of task.notify) if (!isAnswered(name, names)) throw unanswered(name, names)
}

/** All that a handler answers to. A template in its name can become anything. */
function namesOf({ name, role, listen }: Task): string[] {
  return [name.value, ...(role ? [`${role.name} : ${name.value}`] : []), ...listen]
}

function isAnswered({ value }: Located, names: readonly string[]): boolean {
  if (isTemplate(value)) return true
  return names.some(name => name === value || (isTemplate(name) && pattern(name).test(`${value}`)))
}

function pattern(name: string): RegExp {
  const parts = name.split(/\{\{.*?\}\}/s).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

function unanswered(name: Located, names: readonly string[]): Fault {
  const text = asText(name, 'notify').value
  const known = [...new Set(names)]
  return new Fault(`no handler of this play answers to "${text}"${didYouMean(text, known)}`, {
    place: placeOf(name),
    hint: known.length === 0 ? 'the play has no handlers' : `its handlers: ${known.join(', ')}`,
  })
}
