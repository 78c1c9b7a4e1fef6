import { readFileSync } from 'node:fs'

/** A line of the host's /etc/passwd. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

/** The account of a name or a number, or undefined when the host has none. Read anew each time. */
export function findAccount(user: string, passwd = '/etc/passwd'): Account | undefined {
  for (const line of readFileSync(passwd, 'utf8').split('\n')) {
    const [name = '', , uid = '', gid = '', , home = '', shell = ''] = line.split(':')
    if (name === '' || (name !== user && uid !== user)) continue
    return { name, uid: Number(uid), gid: Number(gid), home, shell: shell || '/bin/sh' }
  }
  return undefined
}
