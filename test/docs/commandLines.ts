import type { Page } from './pages.ts'
import type { CommandHelp } from './printHelp.ts'

/** A command line that a page tells the reader to type. */
export interface CommandLine {
  readonly text: string
  readonly place: string
}

/** The `wharf` command lines of a page: in blocks a line, in prose a piece of code. */
export function commandLinesIn({ file, text }: Page): readonly CommandLine[] {
  const prose = text.replaceAll(/<!-- generated: commands -->.*<!-- end: commands -->/gs, hidden)
  return [...prose.matchAll(/(?:^ *|`)(?:npx )?wharf( [^`\n#]+)/gm)].map(
    ({ 1: rest = '', index }) => ({
      text: `wharf${rest.trimEnd()}`,
      place: `${file}:${prose.slice(0, index).split('\n').length}`,
    }),
  )
}

/** What a command line uses that there is not; undefined for one that is right. */
export function wrongIn(line: string, commands: readonly CommandHelp[]): string | undefined {
  const [, ...words] = line.split(/\s+/)
  const command = commandOf(words, commands)
  if (!command) return `no such command: ${line}`
  const flags = words.flatMap(word => /^(--?[A-Za-z][\w-]*)/.exec(word)?.[1] ?? [])
  return flags.find(flag => !knows(command.text, flag))
}

/** The command with the longest name that the words begin with; a group alone is none unless nothing follows. */
function commandOf(
  words: readonly string[],
  commands: readonly CommandHelp[],
): CommandHelp | undefined {
  const fitting = commands.filter(command =>
    command.words.every((word, index) => words[index] === word),
  )
  const longest = fitting.toSorted((a, b) => b.words.length - a.words.length)[0]
  const next = words[longest?.words.length ?? 0]
  const isGroup = longest?.text.includes('\nCommands:\n') === true
  return isGroup && next !== undefined && !next.startsWith('-') ? undefined : longest
}

/** Short flags may be run together, as in -vvv. */
function knows(help: string, flag: string): boolean {
  const name = flag.startsWith('--') ? flag : `-${flag[1]}`
  return new RegExp(`^ *(-\\w, +)?${name}\\b`, 'm').test(help)
}

function hidden(text: string): string {
  return text.replaceAll(/[^\n]/g, '')
}
