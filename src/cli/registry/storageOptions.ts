/** The configuration file of commands that work on the storage beside a running daemon. */
export const CONFIG = {
  type: 'string',
  demandOption: true,
  describe: "The daemon's configuration file (YAML)",
} as const

/** For people, or for programs. */
export const OUTPUT = {
  choices: ['text', 'json'] as const,
  default: 'text' as const,
  describe: 'How to print the result',
}

/** For those who would otherwise look with `find`. */
export const PATHS = {
  type: 'boolean',
  default: false,
  describe: 'Show where things are in the storage',
} as const

/** A result as programs read it. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`
}
