import { type Become, quoted } from '../module/index.ts'
import { freshNonce } from './wire.ts'

/** A command line for the login shell, and how the shell that it starts will greet. */
export interface CommandLine {
  readonly line: string
  readonly word: string
  readonly prompt: RegExp
}

/** Starts a shell that goes on reading commands from its standard input. */
export function sessionLine(become: Become | undefined): CommandLine {
  return commandLine(become, () => 'exec env LC_ALL=C sh')
}

/**
 * Starts a shell that reads one command, up to a line that is its greeting word, and runs it with the rest of its
 * standard input. So a command appears in no list of processes and in no log of sudo.
 */
export function oneCommandLine(become: Become | undefined): CommandLine {
  return commandLine(
    become,
    // No newline and no exclamation mark in here: the login shell may be a csh.
    word =>
      `n=$(printf "\\nx"); n=\${n%x}; c=; l=; until [ "$l" = ${word} ]; do ` +
      'c=$c$l$n; IFS= read -r l || exit 1; done; eval "$c"',
  )
}

function commandLine(become: Become | undefined, then: (word: string) => string): CommandLine {
  const word = freshNonce()
  const asked = freshNonce()
  const body = `echo ${word} $$; echo ${word} >&2; ${then(word)}`
  const prompt = become?.method === 'su' ? /password: ?/i : new RegExp(asked)
  return { line: `exec env LC_ALL=C ${started(body, become, asked)}`, word, prompt }
}

function started(body: string, become: Become | undefined, prompt: string): string {
  if (!become) return `sh -c ${quoted([body])}`
  const user = quoted([become.user])
  if (become.method === 'su') return `su ${user} -c ${quoted([`exec sh -c ${quoted([body])}`])}`
  const asking = become.password === undefined ? '-n' : `-S -p ${prompt}`
  return `sudo -H ${asking} -u ${user} -- sh -c ${quoted([body])}`
}
