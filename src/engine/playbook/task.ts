import { unplaced } from '../../base/yaml.ts'
import type { Module } from '../module/index.ts'
import type { Action } from './action.ts'
import { checkArguments } from './arguments.ts'
import {
  conditionsField,
  countField,
  type Entry,
  mappingField,
  nameField,
  textsField,
} from './fields.ts'
import { givenArguments } from './given.ts'
import { identityOf } from './identity.ts'
import { inherit } from './inherit.ts'
import { checkKeywords } from './keywords.ts'
import { parseLoop } from './loop.ts'
import type { Task } from './model.ts'
import { type Surroundings, searchPathOf } from './surroundings.ts'
import { overlay } from './vars.ts'

/** A task that runs a module: its keywords and those around it, its arguments checked as far as they are literal. */
export function parseTask(
  entry: Entry,
  action: Action,
  module: Module,
  around: Surroundings,
): Task {
  checkKeywords(entry, around.inHandlers ? 'handler' : 'task', [action.key])
  const own = inherit(around.keywords, entry)
  const keywords =
    action.key === 'local_action' ? { ...own, delegateTo: unplaced('localhost') } : own
  return {
    kind: 'task',
    ...keywords,
    ...identityOf(entry, module.name),
    role: around.role,
    module,
    args: argumentsOf(entry, action, module),
    register: nameField(entry, 'register'),
    loop: parseLoop(entry),
    notify: [...around.notify, ...textsField(entry, 'notify')],
    listen: textsField(entry, 'listen').map(topic => topic.value),
    changedWhen: conditionsField(entry, 'changed_when'),
    failedWhen: conditionsField(entry, 'failed_when'),
    until: conditionsField(entry, 'until'),
    retries: countField(entry, 'retries'),
    delay: countField(entry, 'delay'),
    timeout: countField(entry, 'timeout'),
    searchPath: searchPathOf(around),
  }
}

function argumentsOf(entry: Entry, action: Action, module: Module): Task['args'] {
  const given = givenArguments(module, action.given)
  const more = mappingField(entry, 'args')
  const args = more ? overlay(more, given) : given
  checkArguments(module, args, entry.places?.key([...entry.at, action.key]))
  return args
}
