import {
  lines,
  type Parts,
  quoted,
  type Script,
  type Shell,
  sh,
} from '../../engine/module/index.ts'
import { emit, fieldsOfParts } from '../files/fields.ts'
import { readEntry, splitEntry } from './account.ts'
import type { UserArgs } from './user.ts'

/** The script that makes, changes or removes an account. */
export function userScript(wanted: UserArgs): Script {
  const { name, state } = wanted
  const read = lines(readEntry('passwd', name), emit('entry', sh`"$entry"`), splitEntry)
  if (state === 'absent') {
    return {
      check: lines(readEntry('passwd', name), sh`[ -z "$entry" ]`),
      apply: remove(wanted),
      result: () => ({ name, state }),
    }
  }
  const readGroups = sh`all=$(id -Gn -- ${name}) || exit 2
${[emit('groups', sh`"$all"`)]}`
  return {
    check: lines(read, sh`[ "$entry" ] || exit 1`, readGroups, ...holds(wanted)),
    apply: lines(
      read,
      sh`if [ -z "$entry" ]; then`,
      add(wanted),
      sh`else`,
      modify(wanted),
      sh`fi`,
      read,
      readGroups,
    ),
    result: parts => userResult(wanted, parts),
  }
}

function holds(wanted: UserArgs): Shell[] {
  const { uid, group, comment, home, shell, groups } = wanted
  const is = (place: Shell, value: string | number | undefined) =>
    value === undefined ? [] : [sh`[ "${[place]}" = ${value} ] || exit 1`]
  return [
    ...is(sh`$3`, uid),
    ...is(sh`$5`, comment),
    ...is(sh`$6`, home),
    ...is(sh`$7`, shell),
    ...(group === undefined ? [] : [primaryHolds(group)]),
    ...(groups === undefined ? [] : [groupsHold(groups, wanted)]),
    ...(setsPassword(wanted) ? [passwordHolds(wanted)] : []),
    sh`exit 0`,
  ]
}

function primaryHolds(group: string): Shell {
  if (/^\d+$/.test(group)) return sh`[ "$4" = ${group} ] || exit 1`
  return sh`[ "$(id -gn -- "$1")" = ${group} ] || exit 1`
}

/** $all holds the names of all groups, the primary one first. */
function groupsHold(groups: readonly string[], { append, group }: UserArgs): Shell {
  const has = groups.map(each => sh`case " $all " in *${` ${each} `}*) ;; *) exit 1 ;; esac`)
  if (append) return lines(...has)
  const allowed = ` ${[...groups, group ?? ''].join(' ')} `
  return lines(
    ...has,
    sh`for g in \${all#* }; do case ${allowed} in *" $g "*) ;; *) [ "$g" = "\${all%% *}" ] || exit 1 ;; esac; done`,
  )
}

function setsPassword({ password, update_password }: UserArgs): boolean {
  return password !== undefined && update_password === 'always'
}

/** Read by the shell itself: a hash given to a command would show in the list of processes. */
function passwordHolds({ name, password = '' }: UserArgs): Shell {
  return sh`[ -r /etc/shadow ] || { echo 'the passwords cannot be read: /etc/shadow' >&2; exit 2; }
while IFS=: read -r n p rest; do [ "$n" != ${name} ] || [ "$p" != ${password} ] || exit 0; done </etc/shadow
exit 1`
}

function add(wanted: UserArgs): Shell {
  const {
    name,
    uid,
    non_unique,
    group,
    groups = [],
    comment,
    home,
    shell,
    create_home,
    system,
  } = wanted
  const makesHome = create_home && !system
  const useradd = quoted([
    ...option('-u', uid),
    ...(non_unique ? ['-o'] : []),
    ...option('-g', group),
    ...(groups.length > 0 ? ['-G', groups.join(',')] : []),
    ...option('-c', comment),
    ...option('-d', home),
    ...option('-s', shell),
    makesHome ? '-m' : '-M',
    ...(system ? ['-r'] : []),
    name,
  ])
  const adduser = quoted([
    'adduser',
    '-D',
    ...option('-u', uid),
    ...option('-G', group),
    ...option('-g', comment),
    ...option('-h', home),
    ...option('-s', shell),
    ...(makesHome ? [] : ['-H']),
    ...(system ? ['-S'] : []),
    name,
  ])
  const joins = groups.map(each => sh`addgroup ${name} ${each} || exit 2`)
  return sh`set --
${[group === undefined ? joinOwnGroup(name) : sh`:`]}
if command -v useradd >/dev/null; then useradd "$@" ${[useradd]} || exit 2
else ${[sh`${[adduser]} || exit 2`, ...joins]}
fi
${[wanted.password === undefined ? sh`:` : setPassword(wanted)]}`
}

/** useradd would make a group of the user's name, and fails where there is one. */
function joinOwnGroup(name: string): Shell {
  return lines(readEntry('group', name), sh`[ -z "$entry" ] || set -- -g ${name}`)
}

function modify(wanted: UserArgs): Shell {
  const { name, uid, non_unique, group, groups, append, comment, home, shell, move_home } = wanted
  const options = [
    ...option('-u', uid),
    ...(uid !== undefined && non_unique ? ['-o'] : []),
    ...option('-g', group),
    ...(groups === undefined ? [] : ['-G', groups.join(','), ...(append ? ['-a'] : [])]),
    ...option('-c', comment),
    ...option('-d', home),
    ...(home !== undefined && move_home ? ['-m'] : []),
    ...option('-s', shell),
  ]
  const steps: Shell[] = []
  if (options.length > 0) steps.push(sh`${[quoted(['usermod', ...options, name])]} || exit 2`)
  if (setsPassword(wanted)) steps.push(setPassword(wanted))
  return steps.length === 0 ? sh`:` : lines(...steps)
}

function setPassword({ name, password = '' }: UserArgs): Shell {
  return sh`printf '%s:%s\n' ${name} ${password} | chpasswd -e || exit 2`
}

function remove({ name, remove: withHome, force }: UserArgs): Shell {
  const userdel = quoted(['userdel', ...(withHome ? ['-r'] : []), ...(force ? ['-f'] : []), name])
  const deluser = quoted(['deluser', ...(withHome ? ['--remove-home'] : []), name])
  return sh`if command -v userdel >/dev/null; then ${[userdel]}; else ${[deluser]}; fi`
}

function option(flag: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [flag, String(value)]
}

function userResult(
  { name, state, system, append }: UserArgs,
  parts: Parts,
): Record<string, unknown> {
  const { entry = '', groups = '' } = fieldsOfParts(parts) as Record<string, string | undefined>
  if (entry === '') return { name, state }
  const [, , uid, gid, comment, home, shell] = entry.split(':')
  return {
    name,
    state,
    uid: Number(uid),
    group: Number(gid),
    comment,
    home,
    shell,
    groups: groups.split(' ').filter(Boolean),
    system,
    append,
  }
}
