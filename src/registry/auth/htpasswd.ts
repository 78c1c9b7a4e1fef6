import { isBcryptHash } from '../../base/bcrypt.ts'

/** Users and their bcrypt hashes. */
export type Htpasswd = ReadonlyMap<string, string>

/** Reads an htpasswd file. A user with another kind of hash can't sign in; `ignored` is told of each. */
export function parseHtpasswd(
  text: string,
  ignored: (user: string, line: number) => void,
): Htpasswd {
  const users = new Map<string, string>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, user, hash = ''] = /^([^#:\s][^:]*):(.*)$/.exec(line.trim()) ?? []
    if (user === undefined || users.has(user)) continue
    if (isBcryptHash(hash)) users.set(user, hash)
    else ignored(user, index + 1)
  }
  return users
}
