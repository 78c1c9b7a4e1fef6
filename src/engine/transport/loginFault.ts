import { UnreachableFault } from '../../base/fault.ts'
import type { Target } from './target.ts'

/** The connection ended before the server had said anything: it has more logins than it likes. Worth trying again. */
export class EarlyEnd extends Error {
  override readonly name = 'EarlyEnd'
}

/** What ssh2 says went wrong. */
export interface LoginError extends Error {
  readonly level?: string
}

/** How far a login had come. */
export interface Progress {
  /** Keys are exchanged: the server takes part. */
  hasBegun: boolean
  /** The ways to log in that were tried, or could not be. */
  readonly tried: string[]
}

/** Why a login failed: one sentence, in place of ssh2's error. */
export function loginFault(
  error: LoginError,
  { user, alias }: Target,
  { hasBegun, tried }: Progress,
): UnreachableFault | EarlyEnd {
  const who = `${user}@${alias}`
  const list = tried.length === 0 ? 'no key' : tried.join(', ')
  const { message } = error
  if (!hasBegun && /lost before|ECONNRESET|EPIPE/.test(message)) return new EarlyEnd(message)
  if (/authentication methods failed/.test(message))
    return new UnreachableFault(`${who} accepts no key or password of these: ${list}`, {
      hint: HINT,
      cause: error,
    })
  if (/too many authentication/i.test(message))
    return new UnreachableFault(`${who} ended the login after too many keys: ${list}`, {
      hint: 'name the right one (ansible_ssh_private_key_file) or set IdentitiesOnly',
      cause: error,
    })
  return new UnreachableFault(`the login to ${who} failed: ${message}`, { cause: error })
}

const HINT = 'ansible_user, ansible_ssh_private_key_file and ansible_password decide what is tried'
