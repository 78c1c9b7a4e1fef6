import type { Fields } from '../../files/fields.ts'

type Facts = Record<string, unknown>

/** Facts on who is logged in, and in which surroundings. */
export function personFacts(fields: Fields): Facts {
  const [uid = '', gid = '', name = '', realUid = '', realGid = ''] = (fields['id'] ?? '').split(
    '\n',
  )
  const [, , , , gecos = '', home = '', shell = ''] = (fields['passwd'] ?? '').trim().split(':')
  return {
    user_id: name,
    user_uid: Number(uid),
    user_gid: Number(gid),
    user_gecos: gecos,
    user_dir: home,
    user_shell: shell,
    effective_user_id: Number(uid),
    effective_group_id: Number(gid),
    real_user_id: Number(realUid),
    real_group_id: Number(realGid),
    env: environmentOf(fields['env'] ?? ''),
    dns: dnsOf(fields['resolv'] ?? ''),
    cmdline: commandLine(fields['cmdline'] ?? ''),
    proc_cmdline: commandLine(fields['cmdline'] ?? ''),
    ...hostKeyFacts(fields['host_keys'] ?? ''),
  }
}

/** A value may go over several lines: one that begins no variable belongs to the one before. */
function environmentOf(text: string): Record<string, string> {
  const variables: Record<string, string> = {}
  let last: string | undefined
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(line) ?? []
    if (name !== undefined) {
      variables[name] = value
      last = name
    } else if (last !== undefined) variables[last] += `\n${line}`
  }
  return variables
}

function dnsOf(text: string): Facts {
  const rows = text.split('\n').map(line => line.trim().split(/\s+/))
  const valuesOf = (key: string) =>
    rows.filter(([first]) => first === key).flatMap(([, ...rest]) => rest)
  return { nameservers: valuesOf('nameserver'), search: valuesOf('search') }
}

function commandLine(text: string): Record<string, unknown> {
  const words = text.trim().split(/\s+/).filter(Boolean)
  return Object.fromEntries(
    words.map(word => {
      const [name = '', ...value] = word.split('=')
      return [name, value.length === 0 ? true : value.join('=')]
    }),
  )
}

function hostKeyFacts(text: string): Facts {
  const facts: Facts = {}
  for (const line of text.split('\n')) {
    const [type = '', key] = line.split(' ')
    if (key === undefined) continue
    const name = /^ecdsa/.test(type) ? 'ecdsa' : type.replace(/^ssh-/, '').replace('dss', 'dsa')
    facts[`ssh_host_key_${name}_public`] = key
    facts[`ssh_host_key_${name}_public_keytype`] = type
  }
  return facts
}
