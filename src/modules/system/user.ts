import { z } from 'zod'
import { hostModule } from '../../engine/module/index.ts'
import { hostPath } from '../files/path.ts'
import { userScript } from './userScript.ts'

const name = z.string().regex(/^[^\s:,-][^\s:,]*$/, 'is not the name of a user or group')
const field = z.string().regex(/^[^:\n]*$/, 'must hold neither colon nor newline')

const args = z
  .strictObject({
    name: name.meta({ description: 'The user.' }),
    state: z.enum(['present', 'absent']).default('present').meta({
      description: 'Whether the account must exist.',
    }),
    uid: z.int().min(0).optional().meta({ description: 'Number of the user.' }),
    non_unique: z.boolean().default(false).meta({
      description: 'The number may be that of another user.',
    }),
    group: z.union([name, z.int()]).transform(String).optional().meta({
      description:
        'Primary group, which must exist. A new user without one gets a group of the same name.',
    }),
    groups: z
      .union([z.array(name), z.string().transform(text => text.split(/\s*,\s*/).filter(Boolean))])
      .optional()
      .meta({
        description:
          'Other groups, which must exist: exactly these, or with append at least these.',
      }),
    append: z.boolean().default(false).meta({
      description: 'Leave the user in groups that are not named.',
    }),
    comment: field.optional().meta({ description: 'Full name, or what the account is for.' }),
    home: hostPath.optional().meta({ description: 'Home directory.' }),
    create_home: z.boolean().default(true).meta({
      description: 'Make the home directory of a new user.',
    }),
    move_home: z.boolean().default(false).meta({
      description: 'When the home directory changes, move what is in it.',
    }),
    shell: hostPath.optional().meta({ description: 'Login shell.' }),
    system: z.boolean().default(false).meta({
      description: 'A new user gets a number of the range for services, and no home directory.',
    }),
    password: field.optional().meta({
      description: 'Hash of the password as in /etc/shadow; ! or * for none that works.',
    }),
    update_password: z.enum(['always', 'on_create']).default('always').meta({
      description: 'Whether the password of an account that exists is set too.',
    }),
    remove: z.boolean().default(false).meta({
      description: 'With state absent: remove the home directory too.',
    }),
    force: z.boolean().default(false).meta({
      description: 'With state absent: also while the user is logged in.',
    }),
  })
  .refine(({ groups, append }) => !append || groups !== undefined, {
    error: 'append needs groups',
  })

/** Arguments of the module, checked. */
export type UserArgs = z.output<typeof args>

/** Sees to a user account. */
export const user = hostModule({
  name: 'user',
  summary: 'See to it that a user account exists, or does not.',
  reach: 'host',
  args,
  secrets: ['password'],
  examples: [
    'user: { name: registry, uid: 1001, system: true, home: /registry, shell: /usr/sbin/nologin }',
    'user: { name: alice, groups: [wheel, docker], append: true, shell: /bin/bash }',
    'user: { name: bob, state: absent, remove: true }',
  ],
  returns: {
    name: 'the user',
    state: 'present or absent',
    uid: 'number of the user',
    group: 'number of the primary group',
    home: 'home directory',
    shell: 'login shell',
    comment: 'full name',
    groups: 'names of all groups',
  },
  compile: userScript,
})
