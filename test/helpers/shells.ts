import { existsSync } from 'node:fs'

const ALWAYS = ['/bin/dash', '/bin/bash', '/bin/busybox']
const SOMETIMES = ['mksh', 'ksh93', 'zsh', 'yash'].map(name => `/usr/bin/${name}`)

/** The POSIX shells of this machine. In CI those that products promise to work with must be there. */
export function shellsHere(): string[] {
  const missing = ALWAYS.filter(shell => !existsSync(shell))
  if (process.env['CI'] && missing.length > 0)
    throw new Error(`missing here: ${missing.join(', ')}`)
  return [...ALWAYS, ...SOMETIMES].filter(shell => existsSync(shell))
}
