import { existsSync } from 'node:fs'

const USUAL = ['/bin/dash', '/bin/bash', '/bin/busybox']
const OTHERS = ['mksh', 'ksh93', 'zsh', 'yash'].map(name => `/usr/bin/${name}`)

/** The shells that most hosts have, as far as this machine has them. In CI all of them must be there. */
export function usualShells(): string[] {
  const missing = USUAL.filter(shell => !existsSync(shell))
  if (process.env['CI'] && missing.length > 0)
    throw new Error(`missing here: ${missing.join(', ')}`)
  return USUAL.filter(shell => existsSync(shell))
}

/** Every POSIX shell of this machine. */
export function allShells(): string[] {
  return [...usualShells(), ...OTHERS.filter(shell => existsSync(shell))]
}
