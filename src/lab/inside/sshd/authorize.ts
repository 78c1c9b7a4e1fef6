import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ssh2, { type AuthContext, type ParsedKey, type PublicKeyAuthContext } from 'ssh2'
import { isMissing } from '../../../base/files.ts'
import { type Account, findAccount } from '../account.ts'

/** The account, once the client has proved a key of its authorized_keys. Only the user that the server runs as can log in. */
export function authorize(context: AuthContext): Account | undefined {
  const account = findAccount(context.username)
  const isOwn = account?.uid === process.getuid?.()
  if (account && isOwn && context.method === 'publickey' && isAuthorized(context, account)) {
    context.accept()
    return account
  }
  context.reject(['publickey'])
  return undefined
}

function isAuthorized(context: PublicKeyAuthContext, account: Account): boolean {
  const key = authorizedKeys(account.home).find(each =>
    isSame(each.getPublicSSH(), context.key.data),
  )
  if (!key) return false
  // Without a signature the client only asks whether this key would do.
  if (!context.signature || !context.blob) return true
  return key.verify(context.blob, context.signature, context.hashAlgo) === true
}

function authorizedKeys(home: string): ParsedKey[] {
  let text: string
  try {
    text = readFileSync(join(home, '.ssh/authorized_keys'), 'utf8')
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
  return text
    .split('\n')
    .filter(line => /^[a-z]/.test(line))
    .flatMap(line => {
      const key = ssh2.utils.parseKey(line)
      return key instanceof Error ? [] : [key]
    })
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
