import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Entry } from './fields.ts'

/** What an entry of a playbook can be. Each knows its own keywords. */
export type Kind =
  | 'play'
  | 'playbook import'
  | 'role'
  | 'block'
  | 'task'
  | 'handler'
  | 'import'
  | 'include'
  | 'apply'
  | 'meta'

const COMMON = words(`name tags vars environment become become_user become_method
  ignore_errors ignore_unreachable no_log run_once check_mode diff any_errors_fatal collections`)
const STEP = [...COMMON, 'when', 'delegate_to']
const LOOP = words('loop loop_control with_items with_list with_dict')
const TASK = [
  ...STEP,
  ...LOOP,
  ...words('args action local_action register notify changed_when failed_when'),
  ...words('until retries delay timeout'),
]

const KNOWN: Readonly<Record<Kind, readonly string[]>> = {
  play: [
    ...COMMON,
    ...words('hosts gather_facts vars_files serial strategy max_fail_percentage force_handlers'),
    ...words('remote_user roles pre_tasks tasks post_tasks handlers'),
  ],
  'playbook import': words('name import_playbook vars tags when'),
  role: [...STEP, 'role'],
  block: [...STEP, ...words('block rescue always notify')],
  task: TASK,
  handler: [...TASK, 'listen'],
  import: [...STEP, 'args', 'notify'],
  include: [...STEP, ...LOOP, 'args'],
  apply: [...STEP, 'notify'],
  meta: STEP,
}

const INSTEAD: Readonly<Record<string, string>> = {
  connection: 'set the variable ansible_connection',
  port: 'set the variable ansible_port',
  remote_user: 'set the variable ansible_user',
  vars_prompt: 'pass the values with -e',
  module_defaults: 'give the arguments to each task',
}

const NOT_YET =
  words(`async poll throttle delegate_facts connection port remote_user module_defaults
  debugger become_flags become_exe gather_subset gather_timeout fact_path vars_prompt order`)

const ALL = new Set([...Object.values(KNOWN).flat(), ...NOT_YET])

/** True for a key that means something to the engine itself, anywhere in a playbook. */
export function isKeyword(key: string): boolean {
  return ALL.has(key) || key.startsWith('with_')
}

/** The keywords of one kind of entry. */
export function keywordsOf(kind: Kind): readonly string[] {
  return KNOWN[kind]
}

/** Refuses a key that an entry of this kind has no use for. `own` are the keys that name what it does. */
export function checkKeywords(entry: Entry, kind: Kind, own: readonly string[] = []): void {
  for (const key of Object.keys(entry.value))
    if (!own.includes(key) && !KNOWN[kind].includes(key)) throw refusal(entry, key, kind)
}

/** The Fault of a key that is no keyword of this kind: not there yet, at home elsewhere, or misspelt. */
export function refusal(entry: Entry, key: string, kind: Kind): Fault {
  const place = entry.places?.key([...entry.at, key])
  const homes = Object.entries(KNOWN).filter(([, known]) => known.includes(key))
  if (homes.length > 0 && !homes.some(([home]) => home === kind)) {
    const [home = ''] = homes[0] ?? []
    return new Fault(`${key} can't be used on ${article(kind)}: it belongs on ${article(home)}`, {
      place,
      hint: INSTEAD[key],
    })
  }
  if (NOT_YET.includes(key))
    return new Fault(`${key} is not supported yet`, { place, hint: INSTEAD[key] })
  if (key.startsWith('with_'))
    return new Fault(`${key} is not supported`, { place, hint: 'give `loop:` a list instead' })
  const message = `${kind}: unknown keyword "${key}"${didYouMean(key, KNOWN[kind])}`
  return new Fault(message, { place })
}

function article(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`
}

function words(text: string): string[] {
  return text.split(/\s+/)
}
