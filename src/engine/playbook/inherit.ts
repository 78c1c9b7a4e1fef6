import type { Located } from '../../base/yaml.ts'
import {
  asEntry,
  asList,
  conditionsField,
  type Entry,
  field,
  isTemplate,
  mappingField,
  textField,
  textsField,
  truthField,
} from './fields.ts'
import type { Keywords } from './model.ts'

/** The keywords of a place in a playbook around which nothing stands. */
export const NO_KEYWORDS: Keywords = {
  when: [],
  tags: [],
  vars: [],
  environment: [],
  become: undefined,
  becomeUser: undefined,
  becomeMethod: undefined,
  ignoreErrors: undefined,
  ignoreUnreachable: undefined,
  noLog: undefined,
  runOnce: undefined,
  delegateTo: undefined,
  checkMode: undefined,
  diff: undefined,
  anyErrorsFatal: undefined,
}

/** The keywords of an entry: its own, over those around it. Conditions, tags, vars and environment add up. */
export function inherit(around: Keywords, entry: Entry): Keywords {
  return {
    ...around,
    when: [...around.when, ...conditionsField(entry, 'when')],
    tags: [...new Set([...around.tags, ...tagsField(entry)])],
    vars: [...around.vars, ...present(mappingField(entry, 'vars'))],
    environment: [...around.environment, ...environmentField(entry)],
    become: truthField(entry, 'become') ?? around.become,
    becomeUser: textField(entry, 'become_user') ?? around.becomeUser,
    becomeMethod: textField(entry, 'become_method') ?? around.becomeMethod,
    ignoreErrors: truthField(entry, 'ignore_errors') ?? around.ignoreErrors,
    ignoreUnreachable: truthField(entry, 'ignore_unreachable') ?? around.ignoreUnreachable,
    noLog: truthField(entry, 'no_log') ?? around.noLog,
    runOnce: truthField(entry, 'run_once') ?? around.runOnce,
    delegateTo: textField(entry, 'delegate_to') ?? around.delegateTo,
    checkMode: truthField(entry, 'check_mode') ?? around.checkMode,
    diff: truthField(entry, 'diff') ?? around.diff,
    anyErrorsFatal: truthField(entry, 'any_errors_fatal') ?? around.anyErrorsFatal,
  }
}

/** Tags: a list, or text with commas. */
export function tagsField(entry: Entry): string[] {
  return textsField(entry, 'tags')
    .flatMap(({ value }) => value.split(','))
    .map(tag => tag.trim())
    .filter(tag => tag !== '')
}

/** Mappings of names to values, or templates that render to one. */
function environmentField(entry: Entry): Located[] {
  const found = field(entry, 'environment')
  if (!found) return []
  const many = Array.isArray(found.value) ? asList(found, 'environment') : [found]
  return many.map(each => (isTemplate(each.value) ? each : asEntry(each, 'environment')))
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value]
}
