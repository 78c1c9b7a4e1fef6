import { below, type Located } from '../../../base/yaml.ts'
import type { Host, Inventory } from '../../inventory/index.ts'
import type { Include, Meta, Play, Playbook, Step, Task, Vars } from '../../playbook/index.ts'
import { undefinedVariable } from '../fault.ts'
import { namesIn } from '../names.ts'
import type { Name } from '../template/names.ts'
import {
  type Definitions,
  definitionsIn,
  definitionsOfHosts,
  definitionsOfRole,
  isGiven,
  namesOnly,
} from './definitions.ts'
import { type RuntimeNames, runtimeNames } from './runtime.ts'
import { type Includes, literalIncludes } from './steps.ts'
import { templateFileOf } from './templateFile.ts'
import { conditionsIn, type Text, templatesIn, textsOf } from './texts.ts'
import { varsFilesOf } from './varsFile.ts'

export interface CheckOptions {
  readonly inventory: Inventory
  hostsOf(play: Play): readonly Host[]
  /** The names given by `-e`. */
  readonly extraVars: readonly string[]
}

/**
 * Parses every template and expression of a playbook and makes sure that each variable they name may exist on some host
 * of the play: those in variables' own values too, as far as the playbook comes to use them. Throws the first fault.
 * Where a templated include or vars file may define anything, unknown names are left to the run.
 */
export function checkNames(playbook: Playbook, options: CheckOptions): void {
  const includes = literalIncludes()
  const runtime = runtimeNames(playbook, includes)
  for (const play of playbook.plays) checkPlay(play, { ...options, includes, runtime })
}

interface PlayOptions extends CheckOptions {
  readonly includes: Includes
  readonly runtime: RuntimeNames
}

/** What is known where a text stands. */
interface Known {
  readonly definitions: readonly Definitions[]
  /** Names whose absence a condition of the step has already dealt with. */
  readonly guarded: ReadonlySet<string>
  /** Any name may turn out to be defined. */
  readonly open: boolean
  readonly includes: Includes
  readonly inventory: Inventory
  /** Variables whose values were looked at. */
  readonly seen: Map<Vars, Set<string>>
}

function checkPlay(play: Play, options: PlayOptions): void {
  const hosts = options.hostsOf(play)
  const files = varsFilesOf(play)
  const known: Known = {
    definitions: [
      namesOnly([...options.extraVars, ...options.runtime.names]),
      definitionsIn([play.vars, ...files.vars]),
      ...play.roles.map(definitionsOfRole),
      ...definitionsOfHosts(hosts),
    ],
    guarded: new Set(),
    open: hosts.length === 0 || files.unknown || options.runtime.unknown,
    includes: options.includes,
    inventory: options.inventory,
    seen: new Map(),
  }
  const own = [play.hosts, play.remoteUser, ...play.varsFiles].filter(value => value !== undefined)
  for (const value of own) checkTexts(templatesIn(value), known)
  checkUnspoken(known)
  for (const section of play.sections) checkSteps(section, known)
  checkSteps(play.handlers, known)
}

/** Variables that no task names and every task uses: how hosts are reached, and as whom. */
function checkUnspoken(known: Known): void {
  for (const definitions of known.definitions) {
    for (const [name, places] of definitions) {
      if (name.startsWith('ansible_')) for (const vars of places) checkVariable(name, vars, known)
    }
  }
}

function checkSteps(steps: readonly Step[], known: Known): void {
  for (const step of steps) {
    if (step.kind === 'block') checkSteps([...step.block, ...step.rescue, ...step.always], known)
    else checkStep(step, known)
  }
}

function checkStep(step: Task | Include | Meta, around: Known): void {
  const known = within(step, around)
  checkTexts(textsOf(step), known)
  if (step.kind === 'task') checkTexts(fileOf(step), known)
  const included = step.kind === 'include' ? known.includes.of(step) : undefined
  if (included) checkSteps([...included.steps, ...included.handlers], known)
}

function fileOf(task: Task): readonly Text[] {
  const file = templateFileOf(task)
  return file ? [file] : []
}

/** What a step knows beside what is known around it. */
function within(step: Task | Include | Meta, around: Known): Known {
  const loop = step.kind === 'meta' ? undefined : step.loop
  const loopNames = loop
    ? [loop.variable, loop.indexVariable].filter(name => name !== undefined)
    : []
  const role = step.role ? [definitionsOfRole(step.role)] : []
  return {
    ...around,
    definitions: [namesOnly(loopNames), definitionsIn(step.vars), ...role, ...around.definitions],
    guarded: new Set([...around.guarded, ...step.when.flatMap(guardedBy)]),
  }
}

function guardedBy(condition: Located): readonly string[] {
  return [...conditionsIn(condition)]
    .flatMap(({ source, kind }) => namesIn(source, kind))
    .filter(name => name.optional)
    .map(({ name }) => name)
}

function checkTexts(texts: Iterable<Text>, known: Known): void {
  for (const text of texts) {
    const names = namesIn(text.source, text.kind)
    const settled = new Set(names.filter(name => name.optional).map(({ name }) => name))
    for (const name of names) checkName(name, text, settled, known)
  }
}

function checkName(used: Name, text: Text, settled: ReadonlySet<string>, known: Known): void {
  const { name } = used
  const defined = known.definitions.filter(definitions => definitions.has(name))
  for (const vars of defined.flatMap(definitions => definitions.get(name) ?? [])) {
    checkVariable(name, vars, known)
  }
  const mayBeMissing = settled.has(name) || known.guarded.has(name) || known.open
  if (defined.length > 0 || mayBeMissing || isGiven(name)) return
  const names = known.definitions.flatMap(definitions => [...definitions.keys()])
  throw undefinedVariable(name, names, { source: text.source, span: used }, hintFor(name, known))
}

/** A variable's own value, looked at once a play. */
function checkVariable(name: string, vars: Vars, known: Known): void {
  const seen = known.seen.get(vars) ?? new Set()
  known.seen.set(vars, seen)
  if (seen.has(name)) return
  seen.add(name)
  checkTexts(templatesIn(below(vars, name)), known)
}

function hintFor(name: string, { inventory }: Known): string | undefined {
  if (name === 'item') return 'only a task with `loop` has an `item`'
  const host = inventory.hosts.find(({ layers }) =>
    layers.some(({ vars }) => Object.hasOwn(vars.value, name)),
  )
  return host && `the inventory defines it for ${host.name}, which is not in this play`
}
