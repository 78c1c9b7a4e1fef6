import type { ArgumentsCamelCase, Argv } from 'yargs'

/** What a command may use of the process: only these print. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
  /** True when a person looks at standard output. */
  readonly interactive: boolean
  readonly columns: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborted by SIGINT, SIGTERM or SIGHUP: clean up and return. */
  readonly signal: AbortSignal
  /** Aborted by a second one: return without waiting for what runs. */
  readonly again: AbortSignal
}

/** One command of the CLI. */
export interface Command<Options = unknown> {
  /** As yargs spells it: `playbook <files..>`. */
  readonly command: string
  /** One line for --help; false hides the command. */
  readonly summary: string | false
  options(yargs: Argv): Argv<Options>
  /** Resolves to the exit code; throws a Fault for anything the user must read. */
  run(options: ArgumentsCamelCase<Options>, terminal: Terminal): Promise<number>
}

/** Commands behind a word of their own. */
export interface Group {
  readonly name: string
  readonly summary: string
  readonly commands: readonly (Command | Group)[]
}

/** Declares a command; its options' types follow from `options`. */
export function command<Options>(declared: Command<Options>): Command {
  return declared as Command
}
