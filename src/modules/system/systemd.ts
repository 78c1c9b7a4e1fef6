import { z } from 'zod'
import { hostModule } from '../../engine/module/index.ts'
import { systemdScript } from './systemdScript.ts'

const args = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^\s/-][^\s/]*$/, 'is not the name of a unit')
      .optional()
      .meta({ description: 'The unit; `.service` may be left out.' }),
    state: z.enum(['started', 'stopped', 'restarted', 'reloaded']).optional().meta({
      description:
        'What it should be doing. restarted and reloaded act each time; both start what is stopped.',
    }),
    enabled: z.boolean().optional().meta({ description: 'Whether it starts with the machine.' }),
    masked: z.boolean().optional().meta({ description: 'Whether nothing at all may start it.' }),
    daemon_reload: z
      .union([z.boolean(), z.literal('auto')])
      .default('auto')
      .meta({
        description:
          'Have systemd read unit files again: auto where systemd says that this unit needs it, true where any unit does, false never.',
      }),
    scope: z.enum(['system', 'user', 'global']).default('system').meta({
      description: 'Whose units: of the machine, of the user of this task, or of all users.',
    }),
    no_block: z.boolean().default(false).meta({
      description: 'Do not wait until a change of state is complete.',
    }),
  })
  .refine(
    ({ name, state, enabled, masked }) =>
      name !== undefined || [state, enabled, masked].every(each => each === undefined),
    { error: 'name is needed' },
  )
  .refine(({ name, daemon_reload }) => name !== undefined || daemon_reload === true, {
    error: 'takes name, or daemon_reload: true',
  })
  .refine(({ scope, state }) => scope !== 'global' || state === undefined, {
    error: 'units of scope global have no state',
  })

/** Arguments of the module, checked. */
export type SystemdArgs = z.output<typeof args>

/** Sets what systemd does with a unit. */
export const systemd = hostModule({
  name: 'systemd',
  summary: 'Start, stop, restart, enable or mask a unit of systemd.',
  reach: 'world',
  args,
  examples: [
    'systemd: { name: docker, state: started, enabled: true }',
    'systemd: { name: nginx.service, state: reloaded }',
    'systemd: { name: firewalld, state: stopped, enabled: false, masked: true }',
    'systemd: { daemon_reload: true }',
  ],
  returns: {
    name: 'the unit',
    state: 'started or stopped, as it is now',
    enabled: 'whether it starts with the machine',
    status: 'all that `systemctl show` says of it',
  },
  compile: systemdScript,
})
