import { z } from 'zod'

/** The arguments stdin and stdin_add_newline, for command and shell. */
export const stdinArgs = {
  stdin: z.string().optional().meta({ description: 'Text for the standard input.' }),
  stdin_add_newline: z
    .boolean()
    .default(true)
    .meta({ description: 'End the text for the standard input with a newline.' }),
}

export interface Stdin {
  readonly stdin?: string | undefined
  readonly stdin_add_newline: boolean
}

/** The text for the standard input; undefined where there is none. */
export function stdinText({ stdin, stdin_add_newline }: Stdin): string | undefined {
  if (stdin === undefined) return undefined
  return stdin_add_newline && !stdin.endsWith('\n') ? `${stdin}\n` : stdin
}
