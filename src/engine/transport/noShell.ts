import { UnreachableFault } from '../../base/fault.ts'
import type { Become } from '../module/index.ts'
import type { Ending } from './channel.ts'

/** What is known of a shell that did not come up. */
export interface Silence {
  readonly become: Become | undefined
  readonly ending: Ending
  readonly stdout: string
  readonly stderr: string
}

/** Why no shell came up: one sentence, from what was printed instead. */
export function noShell(silence: Silence): UnreachableFault {
  if (silence.ending.kind === 'lost')
    return new UnreachableFault('the connection was lost while a shell was starting')
  const said = printed(silence)
  const { become } = silence
  if (!become) return new UnreachableFault(`the account's login gave no shell${said}`)
  const known = REFUSALS.find(({ pattern }) => pattern.test(silence.stderr))
  if (known) return new UnreachableFault(known.message(become), { hint: known.hint })
  return new UnreachableFault(`${become.method} gave no shell for ${become.user}${said}`)
}

/** The password was asked for again, or there was none to give. */
export function badPassword(become: Become): UnreachableFault {
  if (become.password !== undefined)
    return new UnreachableFault(`wrong password for ${become.method}`, {
      hint: 'it was tried once; check ansible_become_password',
    })
  return new UnreachableFault(`${become.method} needs a password to become ${become.user}`, {
    hint: 'set ansible_become_password',
  })
}

/** `; it printed: ...`, the last of it, or nothing. */
export function printed({ stdout, stderr }: { stdout: string; stderr: string }): string {
  const text = `${stdout.trim()}\n${stderr.trim()}`.trim().replaceAll(/\s*[\r\n]+\s*/g, ' / ')
  if (text === '') return '; it printed nothing'
  return `; it printed: ${text.length > 300 ? `...${text.slice(-300)}` : text}`
}

interface Refusal {
  readonly pattern: RegExp
  readonly message: (become: Become) => string
  readonly hint?: string
}

/** What sudo and su say on stderr in the C locale. */
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /a password is required|a terminal is required/,
    message: become => `${become.method} needs a password to become ${become.user}`,
    hint: 'set ansible_become_password',
  },
  {
    pattern: /not in the sudoers|is not allowed to|may not run/i,
    message: become => `${become.method} does not allow this user to become ${become.user}`,
  },
  {
    pattern: /must have a tty/,
    message: () => 'sudo on this host demands a terminal (requiretty)',
    hint: 'add `Defaults:USER !requiretty` to its sudoers',
  },
  {
    pattern: /unknown user|does not exist/i,
    message: become => `there is no user ${become.user} to become`,
  },
  {
    pattern: /authentication failure|incorrect password|sorry, try again/i,
    message: become => `wrong password for ${become.method}`,
    hint: 'it was tried once; check ansible_become_password',
  },
  {
    pattern: /(sudo|su)['"’]?: (not found|no such file|command not found)/i,
    message: become => `${become.method} is not installed`,
  },
]
