import { Fault, messageOf } from '../../base/fault.ts'
import type { AuthConfig } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { type Access, openAccess } from './access.ts'
import { externalAccess } from './externalAccess.ts'
import { parseHtpasswd } from './htpasswd.ts'
import { passwordAccess } from './passwordAccess.ts'
import { Passwords } from './passwords.ts'
import { parsePolicy } from './policy.ts'
import { type Keep, signingKey } from './signingKey.ts'
import { sillyAccess } from './sillyAccess.ts'
import { tokenAccess } from './tokenAccess.ts'
import { Tokens } from './tokens.ts'
import { WatchedFile } from './watchedFile.ts'

export interface AccessOptions {
  readonly log: Log
  /** Keeps the key of tokens where the configuration names none. */
  readonly keep: Keep
}

/** The access that a configuration asks for. Throws a Fault that names the key of a file that can't be used. */
export async function accessFor(
  config: AuthConfig | undefined,
  options: AccessOptions,
): Promise<Access> {
  if (config === undefined || config.none) return openAccess()
  if (config.silly) return sillyAccess(config.silly)
  if (config.token) return externalAccess(config.token)
  if (config.htpasswd) return userAccess(config, config.htpasswd, options)
  throw new Fault('config: auth: this type of access is not built yet')
}

async function userAccess(
  { policy, tokens }: AuthConfig,
  htpasswd: NonNullable<AuthConfig['htpasswd']>,
  { log, keep }: AccessOptions,
): Promise<Access> {
  const users = watch('auth.htpasswd.path', htpasswd.path, readHtpasswd, log)
  const rules = policy && watch('auth.policy.path', policy.path, parsePolicy, log)
  const passwords = passwordAccess({
    realm: htpasswd.realm,
    passwords: new Passwords(() => users.current),
    policy: rules && (() => rules.current),
  })
  if (tokens === undefined) return passwords
  return tokenAccess({
    passwords,
    tokens: new Tokens({ ...tokens, key: await signingKey(tokens.key, keep) }),
    service: tokens.service,
    realm: tokens.realm,
    hashOf: user => users.current.get(user),
  })

  function readHtpasswd(text: string, file: string) {
    return parseHtpasswd(text, (user, line) => {
      log.warn('only bcrypt hashes are supported (htpasswd -B): this user cannot sign in', {
        file,
        line,
        user,
      })
    })
  }
}

function watch<T>(
  key: string,
  path: string,
  parse: (text: string, path: string) => T,
  log: Log,
): WatchedFile<T> {
  try {
    return new WatchedFile(path, parse, log)
  } catch (error) {
    // What is wrong inside the file comes with its place already.
    if (error instanceof Fault) throw error
    throw new Fault(`config: ${key}: cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}
