export { parseArguments } from './arguments.ts'
export { type Kind, keywordsOf } from './keywords.ts'
export { loadPlaybook } from './load.ts'
export type {
  Block,
  Include,
  Included,
  Keywords,
  Loop,
  Meta,
  Play,
  Playbook,
  Role,
  Step,
  Task,
  Vars,
} from './model.ts'
export { selectsTags, type TagChoice } from './tags.ts'
export { handlersOf, included, tasksOf, walk } from './walk.ts'
