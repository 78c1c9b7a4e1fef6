import { z } from 'zod'
import { lines, type Result, type Shell, sh } from '../../engine/module/index.ts'
import { emit, type Fields } from './fields.ts'
import { type Mode, modeArg, octal, wantMode } from './mode.ts'

/** Who a file should belong to and what they may do; what is undefined stays as it is. */
export interface Attributes {
  readonly owner?: string | undefined
  readonly group?: string | undefined
  readonly mode?: Mode | undefined
}

const nameOrId = z
  .union([z.string().regex(/^[^\s:-][^\s:]*$/, 'is not the name of a user or group'), z.int()])
  .transform(String)

/** The arguments owner, group and mode, for a module's schema. */
export const attributeArgs = {
  owner: nameOrId.optional().meta({ description: 'User that should own it: a name or a number.' }),
  group: nameOrId.optional().meta({ description: 'Group that should own it: a name or a number.' }),
  mode: modeArg.optional().meta({
    description: 'Permissions: octal ("0644") or symbolic ("u=rw,g=r,o=", "a+X").',
  }),
}

/** What `readAttributes` of a script found, as result fields. */
export const attributeReturns = {
  mode: 'permissions, four octal digits',
  owner: 'name of the owner',
  group: 'name of the group',
  uid: 'number of the owner',
  gid: 'number of the group',
  size: 'bytes',
}

/** True when there is nothing to hold a file to. */
export function isUnset({ owner, group, mode }: Attributes): boolean {
  return owner === undefined && group === undefined && mode === undefined
}

/** Shell that reads the attributes of "$f" (of what a link points at) into $1 to $6, m and d, and prints them. */
export const readAttributes: Shell = sh`s=$(stat -L -c '%f %u %g %U %G %s' -- "$f") && ${[emit('stat', sh`"$s"`)]} &&
set -- $s && m=$((0x$1 & 0xfff)) d=$(( (0x$1 & 0xf000) == 0x4000 ))`

/** Shell that is true when the attributes read last are those wanted. */
export function attributesHold({ owner, group, mode }: Attributes): Shell {
  const tests: Shell[] = []
  if (owner !== undefined)
    tests.push(isName(owner) ? sh`[ "$4" = ${owner} ]` : sh`[ "$2" = ${owner} ]`)
  if (group !== undefined)
    tests.push(isName(group) ? sh`[ "$5" = ${group} ]` : sh`[ "$3" = ${group} ]`)
  if (mode)
    tests.push(sh`{ ${[wantMode(mode)]}
[ "$w" -eq "$m" ]; }`)
  return tests.length === 0 ? sh`:` : allOf(tests)
}

/** Shell that gives a file its owner, group and mode. `file` is one shell word; m and d are its mode and kind so far. */
export function setAttributes(wanted: Attributes, file: Shell): Shell {
  const steps: Shell[] = []
  const owner = ownerWord(wanted)
  if (owner !== undefined) steps.push(sh`chown -- ${owner} ${[file]}`)
  // A change of owner clears setuid and setgid: the mode is set after it, also where it was to be kept.
  steps.push(sh`{ ${[wantMode(wanted.mode)]}
chmod "$(printf %05o "$w")" ${[file]}; }`)
  return allOf(steps)
}

/** `owner:group` as chown takes it; undefined when neither is wanted. */
export function ownerWord({ owner, group }: Attributes): string | undefined {
  if (owner === undefined && group === undefined) return undefined
  return (owner ?? '') + (group === undefined ? '' : `:${group}`)
}

/** The attributes that a script printed last, as result fields. */
export function attributeFields(fields: Fields): Result {
  const [raw, uid, gid, owner, group, size] = (fields['stat'] ?? '').split(' ')
  if (raw === undefined || size === undefined) return {}
  return {
    mode: octal(Number.parseInt(raw, 16) & 0o7777),
    owner,
    group,
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
  }
}

/** Commands of which each runs only when the one before succeeded. */
export function allOf(commands: readonly Shell[]): Shell {
  return lines(
    ...commands.map((command, i) => (i < commands.length - 1 ? sh`${[command]} &&` : command)),
  )
}

function isName(nameOrId: string): boolean {
  return !/^\d+$/.test(nameOrId)
}
