import yargs from 'yargs'
import type { Command } from '../../src/cli/command.ts'
import { recorder } from './recorder.ts'

/** How a command ended, and all that it wrote. */
export interface CommandEnd {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command of the CLI in this process. Rejects with what it throws. */
export async function runCommand(
  declared: Command,
  words: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<CommandEnd> {
  const terminal = { ...recorder(), signal }
  let code = 0
  await yargs()
    .command({
      command: declared.command,
      describe: declared.summary,
      builder: options => declared.options(options),
      handler: async options => {
        code = await declared.run(options, terminal)
      },
    })
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new Error(message)
    })
    .parseAsync(words)
  return { code, ...terminal.printed }
}
