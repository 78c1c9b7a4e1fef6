import type { Schema } from './jsonSchema.ts'

/** A keyword of plays and steps: what it means, and what may stand under it. */
export interface Keyword {
  readonly meaning: string
  readonly schema: Schema
}

const TEXT: Schema = { type: ['string', 'number'] }
const TEXTS: Schema = { anyOf: [TEXT, { type: 'array', items: TEXT }] }
const FLAG: Schema = { type: ['boolean', 'string'] }
const NUMBER: Schema = { type: ['number', 'string'] }
const MAPPING: Schema = { type: 'object' }
const LIST: Schema = { type: 'array' }
const LIST_OR_TEMPLATE: Schema = { type: ['array', 'string'] }
const CONDITION: Schema = { type: ['string', 'boolean'] }
const CONDITIONS: Schema = { anyOf: [CONDITION, { type: 'array', items: CONDITION }] }

/** Every keyword that a playbook may hold, in the order in which documentation lists them. */
export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  name: { meaning: 'What it is called in the output.', schema: TEXT },
  hosts: { meaning: 'Which hosts the play is for: a pattern, or a list of them.', schema: TEXTS },
  gather_facts: {
    meaning: 'Whether the play begins by gathering facts; true unless given.',
    schema: FLAG,
  },
  remote_user: { meaning: 'Whom to log in as.', schema: TEXT },
  serial: {
    meaning: 'Hosts a batch: a number, a share (`30%`) or a list of these, the last repeating.',
    schema: { anyOf: [NUMBER, { type: 'array', items: NUMBER }] },
  },
  strategy: { meaning: 'Only `linear`, which is also the default.', schema: TEXT },
  max_fail_percentage: {
    meaning: 'When more of a batch has failed, the play ends for all.',
    schema: { type: 'number' },
  },
  force_handlers: {
    meaning: 'Run handlers that are due on hosts that failed, too.',
    schema: FLAG,
  },
  vars: { meaning: 'Variables, rendered when they are used.', schema: MAPPING },
  vars_files: {
    meaning: 'Files of variables; of a list within the list, the first that exists.',
    schema: LIST,
  },
  roles: { meaning: 'Roles, done before the tasks.', schema: LIST },
  pre_tasks: { meaning: 'Steps done before the roles.', schema: LIST },
  tasks: { meaning: 'Steps done after the roles.', schema: LIST },
  post_tasks: { meaning: 'Steps done after the tasks and their handlers.', schema: LIST },
  handlers: { meaning: 'Tasks that run when they are notified.', schema: LIST },
  role: { meaning: 'The role; every key that is no keyword is a parameter of it.', schema: TEXT },
  import_playbook: { meaning: 'A playbook whose plays stand here.', schema: TEXT },
  block: { meaning: 'Steps that share keywords and rescue each other.', schema: LIST },
  rescue: { meaning: 'Steps for hosts on which the block failed.', schema: LIST },
  always: { meaning: 'Steps done after block and rescue, whatever happened.', schema: LIST },
  when: { meaning: 'Conditions, all of which must hold.', schema: CONDITIONS },
  tags: { meaning: 'What `--tags` and `--skip-tags` select by.', schema: TEXTS },
  register: { meaning: 'The variable that holds the result.', schema: TEXT },
  loop: { meaning: 'A list; the task is done for each `item`.', schema: LIST_OR_TEMPLATE },
  loop_control: {
    meaning: '`loop_var`, `index_var` and `label` of the loop.',
    schema: {
      type: 'object',
      properties: { loop_var: TEXT, index_var: TEXT, label: {} },
      additionalProperties: false,
    },
  },
  with_list: { meaning: 'The same as `loop`.', schema: LIST_OR_TEMPLATE },
  with_items: { meaning: 'The same, with lists in the list dissolved.', schema: {} },
  with_dict: {
    meaning: 'A mapping; each item has a `key` and a `value`.',
    schema: { type: ['object', 'string'] },
  },
  notify: { meaning: 'Handlers, by name or topic, that a change makes due.', schema: TEXTS },
  listen: { meaning: 'Topics that a handler answers to beside its name.', schema: TEXTS },
  changed_when: {
    meaning: 'Conditions that decide whether it counts as changed.',
    schema: CONDITIONS,
  },
  failed_when: {
    meaning: 'Conditions that decide whether it counts as failed.',
    schema: CONDITIONS,
  },
  until: { meaning: 'Repeat the task until these conditions hold.', schema: CONDITIONS },
  retries: { meaning: 'How often to repeat it; 3 unless given.', schema: NUMBER },
  delay: { meaning: 'Seconds between two runs; 5 unless given.', schema: NUMBER },
  timeout: { meaning: 'Seconds after which it is ended, and has failed.', schema: NUMBER },
  become: { meaning: 'Whether to do it as another user of the host.', schema: FLAG },
  become_user: { meaning: 'That user; root unless given.', schema: TEXT },
  become_method: { meaning: '`sudo`, the default, or `su`.', schema: TEXT },
  delegate_to: { meaning: 'The host to do it on, in place of its own.', schema: TEXT },
  run_once: { meaning: 'Do it on the first host only; all get the result.', schema: FLAG },
  environment: {
    meaning: 'Environment variables for what it runs on the host.',
    schema: { type: ['object', 'array', 'string'] },
  },
  ignore_errors: { meaning: 'A failure does not end the play for the host.', schema: FLAG },
  ignore_unreachable: { meaning: 'Nor does a lost connection.', schema: FLAG },
  any_errors_fatal: { meaning: 'A failure on one host ends the play for all.', schema: FLAG },
  no_log: { meaning: 'Show nothing of arguments and result.', schema: FLAG },
  check_mode: { meaning: 'Change nothing, or (false) do it even under `--check`.', schema: FLAG },
  diff: { meaning: 'Show differences, or (false) not even under `--diff`.', schema: FLAG },
  args: { meaning: 'More arguments for the module.', schema: MAPPING },
  action: { meaning: 'The module and its arguments in one text or mapping.', schema: {} },
  local_action: { meaning: 'The same, done on this machine.', schema: {} },
  collections: { meaning: 'Accepted, of no effect.', schema: {} },
}
