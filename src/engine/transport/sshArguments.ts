import { Fault } from '../../base/fault.ts'

/** What the options of an `ssh` command line say, as lines of an ssh_config. */
export interface SshArguments {
  readonly lines: readonly string[]
  /** `-F`: read instead of the user's and the system's file. */
  readonly configFile: string | undefined
}

/** Options that stand for a line of the configuration. */
const LINES: Readonly<Record<string, string>> = {
  J: 'ProxyJump',
  i: 'IdentityFile',
  p: 'Port',
  l: 'User',
}

/** Options that change nothing here: compression, agent and X11 forwarding off, quiet, verbose, no terminal. */
const IDLE = /^-[CTakqvx]+$/

/** Reads `ansible_ssh_common_args` and its like. Throws a Fault for an option that would be ignored to the user's surprise. */
export function parseSshArguments(text: string, variable: string): SshArguments {
  const words = wordsOf(text)
  const lines: string[] = []
  let configFile: string | undefined
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (IDLE.test(word)) continue
    const [, letter = '', attached = ''] = /^-([oFJipl])(.*)$/s.exec(word) ?? []
    const value = attached === '' ? words.shift() : attached
    if (letter === '' || value === undefined) throw unknown(word, variable)
    if (letter === 'F') configFile = value
    else if (letter === 'o') lines.push(value.replace(/^\s*(\w+)\s*=?\s*/, '$1 '))
    else lines.push(`${LINES[letter]} ${value}`)
  }
  return { lines, configFile }
}

/** Splits as a shell would: blanks separate, quotes and backslashes join. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:[^\s"'\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+/gs) ?? []
  return words.map(word =>
    word.replace(
      /\\(.)|'([^']*)'|"((?:[^"\\]|\\.)*)"/gs,
      (_, escaped?: string, single?: string, double?: string) =>
        escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
    ),
  )
}

function unknown(word: string, variable: string): Fault {
  return new Fault(`${variable}: the option ${word} is not known here`, {
    hint: 'read are -o, -J, -F, -i, -p and -l; anything else can stand in an ssh_config file',
  })
}
