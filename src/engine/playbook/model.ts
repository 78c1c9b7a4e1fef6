import type { Place } from '../../base/fault.ts'
import type { Located } from '../../base/yaml.ts'
import type { Module } from '../module/index.ts'

/** Variables as written in one place: rendered when used, not when read. */
export type Vars = Located<Readonly<Record<string, unknown>>>

/** A playbook file and the files it imports, parsed and checked; imports are expanded, keywords inherited. */
export interface Playbook {
  readonly file: string
  readonly plays: readonly Play[]
}

export interface Play {
  readonly name: string
  /** Host pattern; may hold templates over extra vars. */
  readonly hosts: Located<string>
  readonly place: Place
  readonly gatherFacts: boolean
  /** Low to high precedence among themselves. */
  readonly vars: Vars
  /** Files (or lists, first that exists) named by `vars_files`; may hold templates. Relative to `directory`. */
  readonly varsFiles: readonly Located[]
  /** Batch sizes, the last repeats; `30%` is a share of the hosts. Empty: all at once. */
  readonly serial: readonly (number | string)[]
  readonly anyErrorsFatal: boolean
  /** Percent of a batch; more failures than that end the play. */
  readonly maxFailPercentage: number | undefined
  readonly forceHandlers: boolean
  readonly remoteUser: Located | undefined
  readonly tags: readonly string[]
  /** What its steps inherit; fact gathering goes by it too. */
  readonly keywords: Keywords
  /** Handlers are flushed after each section: pre_tasks; roles and tasks; post_tasks. */
  readonly sections: readonly (readonly Step[])[]
  readonly handlers: readonly Task[]
  /** Every role of the play, in order: their defaults and vars are visible to the whole play. */
  readonly roles: readonly Role[]
  /** The folder of the file that holds the play. */
  readonly directory: string
}

/** One use of a role. */
export interface Role {
  readonly name: string
  readonly directory: string
  readonly defaults: readonly Vars[]
  readonly vars: readonly Vars[]
  /** `roles: [{role: r, x: 1}]`, include_role's vars. */
  readonly params: Vars
}

export type Step = Task | Block | Include | Meta

/** Keywords that a step has of its own and from the blocks, roles and play around it, already merged. */
export interface Keywords {
  /** CEL, all of which must hold; outermost first. */
  readonly when: readonly Located[]
  readonly tags: readonly string[]
  /** Block and task vars, outermost first; later ones win. */
  readonly vars: readonly Vars[]
  /** Those of `vars` that came with include_tasks around the step: they also win over registered and set variables. */
  readonly includeVars?: readonly Vars[]
  readonly environment: readonly Located[]
  readonly become: Located | undefined
  readonly becomeUser: Located | undefined
  readonly becomeMethod: Located | undefined
  readonly ignoreErrors: Located | undefined
  readonly ignoreUnreachable: Located | undefined
  readonly noLog: Located | undefined
  readonly runOnce: Located | undefined
  readonly delegateTo: Located | undefined
  readonly checkMode: Located | undefined
  readonly diff: Located | undefined
  readonly anyErrorsFatal: Located | undefined
}

export interface Task extends Keywords {
  readonly kind: 'task'
  /** Unique in the process. */
  readonly id: number
  /** As written; may hold templates. The module's name when there is none. */
  readonly name: Located<string>
  readonly place: Place
  readonly role: Role | undefined
  readonly module: Module
  /** A mapping of arguments, unrendered; free form is already put under its argument. */
  readonly args: Located<Readonly<Record<string, unknown>>>
  readonly register: string | undefined
  readonly loop: Loop | undefined
  /** Handler names and topics; may hold templates. */
  readonly notify: readonly Located[]
  /** For handlers: the topics they answer to beside their name. */
  readonly listen: readonly string[]
  readonly changedWhen: readonly Located[]
  readonly failedWhen: readonly Located[]
  readonly until: readonly Located[]
  readonly retries: Located | undefined
  readonly delay: Located | undefined
  readonly timeout: Located | undefined
  /** Where relative file names are looked for, first to last. */
  readonly searchPath: readonly string[]
}

export interface Loop {
  /** A list, or text that renders to one. */
  readonly items: Located
  /** `with_items` flattens one level. */
  readonly flatten: boolean
  readonly variable: string
  readonly indexVariable: string | undefined
  readonly label: Located | undefined
}

/** Grouped steps that rescue each other. A block without rescue and always is dissolved by the parser. */
export interface Block {
  readonly kind: 'block'
  readonly place: Place
  readonly block: readonly Step[]
  readonly rescue: readonly Step[]
  readonly always: readonly Step[]
  readonly tags: readonly string[]
}

/** `include_tasks`, `include_role`: resolved host by host at run time. */
export interface Include extends Keywords {
  readonly kind: 'include'
  readonly id: number
  readonly name: Located<string>
  readonly place: Place
  readonly role: Role | undefined
  readonly loop: Loop | undefined
  readonly what:
    | { readonly kind: 'tasks'; readonly file: Located<string> }
    | {
        readonly kind: 'role'
        readonly role: Located<string>
        readonly tasksFrom: Located<string> | undefined
      }
  /** Parses what is included, under this step's place in the play. `names` are rendered. Throws a Fault; refuses recursion. */
  load(name: string, tasksFrom?: string): Included
}

/** `meta: ACTION`: an order to the runner itself. */
export interface Meta extends Keywords {
  readonly kind: 'meta'
  readonly action: 'flush_handlers' | 'noop' | 'end_play' | 'end_host' | 'clear_host_errors'
  readonly place: Place
  readonly role: Role | undefined
}

/** The steps behind an include, and what a role brings with it. */
export interface Included {
  readonly file: string
  readonly steps: readonly Step[]
  readonly handlers: readonly Task[]
  readonly role: Role | undefined
}
