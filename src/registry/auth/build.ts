import { Fault, messageOf } from '../../base/fault.ts'
import type { AuthConfig } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { type Access, openAccess } from './access.ts'
import { parseHtpasswd } from './htpasswd.ts'
import { passwordAccess } from './passwordAccess.ts'
import { Passwords } from './passwords.ts'
import { parsePolicy } from './policy.ts'
import { WatchedFile } from './watchedFile.ts'

/** The access that a configuration asks for. Throws a Fault that names the key of a file that can't be used. */
export function accessFor(config: AuthConfig | undefined, log: Log): Access {
  if (config?.htpasswd === undefined) return openAccess()
  const { htpasswd, policy } = config
  const users = watch('auth.htpasswd.path', htpasswd.path, readHtpasswd, log)
  const rules = policy && watch('auth.policy.path', policy.path, parsePolicy, log)
  return passwordAccess({
    realm: htpasswd.realm,
    passwords: new Passwords(() => users.current),
    policy: rules && (() => rules.current),
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
