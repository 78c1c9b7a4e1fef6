import { z } from 'zod'
import { hostModule, lines, quoted, type Shell, sh } from '../../engine/module/index.ts'
import { emit, fieldsOfParts } from '../files/fields.ts'
import { readEntry, splitEntry } from './account.ts'

const args = z.strictObject({
  name: z
    .string()
    .regex(/^[^\s:-][^\s:]*$/, 'is not the name of a group')
    .meta({
      description: 'The group.',
    }),
  state: z.enum(['present', 'absent']).default('present').meta({
    description: 'Whether it must exist.',
  }),
  gid: z.int().min(0).optional().meta({ description: 'Its number.' }),
  non_unique: z.boolean().default(false).meta({
    description: 'The number may be that of another group.',
  }),
  system: z.boolean().default(false).meta({
    description: 'A new group gets a number of the range for services.',
  }),
})

type Args = z.output<typeof args>

/** Sees to a group of users. */
export const group = hostModule({
  name: 'group',
  summary: 'See to it that a group of users exists, or does not.',
  reach: 'host',
  args,
  examples: ['group: { name: registry, gid: 1001 }', 'group: { name: old, state: absent }'],
  returns: {
    name: 'the group',
    gid: 'its number',
    state: 'present or absent',
    system: 'as asked for',
  },
  compile: wanted => ({
    check: lines(
      read(wanted.name),
      wanted.state === 'absent'
        ? sh`[ -z "$entry" ]`
        : wanted.gid === undefined
          ? sh`[ "$entry" ]`
          : sh`[ "$3" = ${wanted.gid} ]`,
    ),
    apply: lines(read(wanted.name), change(wanted), read(wanted.name)),
    result: parts => {
      const { gid } = fieldsOfParts(parts)
      return {
        name: wanted.name,
        state: wanted.state,
        system: wanted.system,
        ...(gid ? { gid: Number(gid) } : {}),
      }
    },
  }),
})

function read(name: string): Shell {
  return lines(readEntry('group', name), splitEntry, emit('gid', sh`"$3"`))
}

function change({ name, state, gid, non_unique, system }: Args): Shell {
  const number = gid === undefined ? [] : ['-g', String(gid), ...(non_unique ? ['-o'] : [])]
  if (state === 'absent') {
    return sh`if command -v groupdel >/dev/null; then groupdel ${name}; else delgroup ${name}; fi || exit 2`
  }
  const add = quoted(['groupadd', ...number, ...(system ? ['-r'] : []), name])
  const busybox = quoted(['addgroup', ...number.slice(0, 2), ...(system ? ['-S'] : []), name])
  return sh`if [ "$entry" ]; then ${[quoted(['groupmod', ...number, name])]}
elif command -v groupadd >/dev/null; then ${[add]}
else ${[busybox]}
fi || exit 2`
}
