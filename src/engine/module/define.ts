import type { Duplex } from 'node:stream'
import type { z } from 'zod'
import type { Outcome, Result } from './outcome.ts'
import type { Output, Script } from './script.ts'
import type { Shell } from './shell.ts'

/** What every module says of itself: validation, `wharf doc` and the editor's schema come from this alone. */
interface Declaration<Args extends z.ZodType> {
  /** The key in a task. */
  readonly name: string
  /** One sentence, imperative. */
  readonly summary: string
  /** A z.strictObject; every argument has `.meta({ description })`. */
  readonly args: Args
  /** Tasks in YAML, each a mapping with this module's key. At least one. */
  readonly examples: readonly string[]
  /** The fields of the result and what they hold. */
  readonly returns?: Readonly<Record<string, string>>
  /** The argument that a bare string sets (`command: ls -l`). */
  readonly freeForm?: string
  /** Arguments that hold CEL expressions: checked before anything runs, handed over unrendered. */
  readonly expressions?: readonly string[]
  /** The argument that names a template file, whose variables are checked before anything runs. */
  readonly template?: string
  /** Arguments whose values never appear in output. */
  readonly secrets?: readonly string[]
}

/** A module that compiles a task to a script for one host and never talks to it. */
export interface HostModule<Args extends z.ZodType = z.ZodType> extends Declaration<Args> {
  readonly kind: 'host'
  /** `host`: nothing outside the host sees the effect, so a host may run ahead of the others. */
  readonly reach: 'host' | 'world'
  compile(args: z.output<Args>, context: TaskContext): Script | Promise<Script>
}

/** A module that works on the controller, with the host within reach. */
export interface ControllerModule<Args extends z.ZodType = z.ZodType> extends Declaration<Args> {
  readonly kind: 'controller'
  /**
   * Does the task; in check mode only finds out what it would do. Throws a Fault for a failed task.
   */
  run(args: z.output<Args>, context: RunContext): Promise<Outcome>
}

export type Module = HostModule | ControllerModule

/** What a module may know of the task it serves. */
export interface TaskContext {
  /** The host's name in the inventory. */
  readonly host: string
  readonly check: boolean
  readonly diff: boolean
  /** The host's facts; empty where none were gathered. */
  readonly facts: Result
  /** A path beside `path` for a temporary file, of this run and task alone; a later run sweeps what is left. */
  temp(path: string): string
  /** The controller's file that a task names: in the role's folder, then the playbook's. Throws a Fault that lists where it looked. */
  find(folder: 'files' | 'templates', name: string): string
  /** Renders a template's text with the task's variables. `file` is for messages. */
  render(text: string, file: string): string
  /** The value of a CEL expression over the task's variables. */
  evaluate(expression: string): unknown
  /** The value of a variable; throws a Fault when there is none. */
  variable(name: string): unknown
}

export interface RunContext extends TaskContext {
  readonly signal: AbortSignal
  readonly remote: Remote
  /** Another host of the inventory, reached as a delegated task would reach it. Throws a Fault for a name that is none. */
  remoteOf?(host: string): Remote
}

/** The host of a controller-side task. Connects at first use. */
export interface Remote {
  /** Runs a script as a task of its own would: check, then apply unless in check mode. Throws a Fault when it fails. */
  run(script: Script): Promise<Outcome & { kind: 'ok' | 'changed' }>
  /** Runs a command that changes nothing, in check mode too. */
  exec(command: Shell): Promise<{ readonly rc: number; readonly output: Output }>
  /** A TCP connection from the host to an address as the host resolves and routes it. */
  connect(host: string, port: number): Promise<Duplex>
}

/** Declares a module whose tasks compile to shell. */
export function hostModule<Args extends z.ZodType>(
  module: Omit<HostModule<Args>, 'kind'>,
): HostModule<Args> {
  return { kind: 'host', ...module }
}

/** Declares a module whose tasks run on the controller. */
export function controllerModule<Args extends z.ZodType>(
  module: Omit<ControllerModule<Args>, 'kind'>,
): ControllerModule<Args> {
  return { kind: 'controller', ...module }
}
