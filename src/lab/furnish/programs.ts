import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** What no host has: nobody may come to rely on it. */
const ABSENT = /^(node|nodejs|npm|npx|corepack|yarn|python[\d.]*|pip[\d.]*)$/

/** What each host has its own stand-in for. */
const STAND_INS = /^(systemctl|journalctl)$/

/**
 * Builds the host's /usr/bin: links to the programs of this machine, for a file of a read-only tree can be covered but not
 * taken away. `programs` is where it goes, `origin` where the host finds this machine's directory.
 */
export function linkPrograms(programs: string, origin: string, machine = '/usr/bin'): void {
  mkdirSync(programs, { recursive: true })
  for (const name of readdirSync(machine)) {
    if (ABSENT.test(name)) continue
    const directory = STAND_INS.test(name) ? '/usr/local/bin' : origin
    symlinkSync(join(directory, name), join(programs, name))
  }
}
