import { readFileSync } from 'node:fs'
import { type Ability, findAbility } from './namespaces.ts'

/** What is needed to run a lab and missing here, with the one command that allows it; undefined when all is well. */
export async function requirements(): Promise<string | undefined> {
  return shortcoming(await findAbility())
}

/** The same for an ability that is known already. `read` gives a kernel setting, or undefined where there is none. */
export function shortcoming(
  ability: Ability,
  read: (setting: string) => string | undefined = readSetting,
): string | undefined {
  if (ability.kind === 'able') return undefined
  return `this machine doesn't let the lab make hosts (${ability.asUser}): ${remedy(ability.asUser, read)}`
}

function remedy(complaint: string, read: (setting: string) => string | undefined): string {
  if (complaint.includes('not found')) return 'install the package util-linux'
  const refusing = SETTINGS.find(({ name, refuses }) => read(name) === refuses)
  if (refusing) return `allow it with \`sudo sysctl -w ${refusing.name}=${refusing.allows}\``
  return 'in a container, start it with `--privileged`; elsewhere, run as root'
}

/** Kernel settings that keep ordinary users from making namespaces, with the value that does. */
const SETTINGS = [
  { name: 'kernel.apparmor_restrict_unprivileged_userns', refuses: '1', allows: '0' },
  { name: 'kernel.unprivileged_userns_clone', refuses: '0', allows: '1' },
  { name: 'user.max_user_namespaces', refuses: '0', allows: '15000' },
] as const

function readSetting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8').trim()
  } catch {
    // This kernel does not have the setting.
    return undefined
  }
}
