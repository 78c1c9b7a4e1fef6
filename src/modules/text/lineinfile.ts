import { z } from 'zod'
import { hostModule } from '../../engine/module/index.ts'
import { attributeArgs, attributeReturns } from '../files/attributes.ts'
import { hostPath } from '../files/path.ts'
import { lineScript } from './lineScript.ts'

const oneLine = z
  .string()
  .transform(line => line.replace(/\r?\n$/, ''))
  .refine(line => !line.includes('\n'), 'must be one line')

const args = z
  .strictObject({
    path: hostPath.meta({ description: 'The file to edit. A link is followed.' }),
    line: oneLine.optional().meta({ description: 'The line that must be there, or must not.' }),
    regexp: z.string().min(1).optional().meta({
      description:
        'Which line to replace: the last one that matches. With state absent: all that match.',
    }),
    search_string: oneLine.pipe(z.string().min(1)).optional().meta({
      description: 'As regexp, but a text that the line must hold.',
    }),
    state: z.enum(['present', 'absent']).default('present').meta({
      description: 'Whether the line must be there.',
    }),
    backrefs: z.boolean().default(false).meta({
      description:
        'line may use groups of regexp: \\1, \\g<name>. Where nothing matches, nothing changes.',
    }),
    insertafter: z.string().min(1).optional().meta({
      description:
        'Where a new line goes: EOF (the default), or behind the last line that this expression matches.',
    }),
    insertbefore: z.string().min(1).optional().meta({
      description:
        'Where a new line goes: BOF, or before the last line that this expression matches.',
    }),
    firstmatch: z.boolean().default(false).meta({
      description: 'Take the first line that matches in place of the last.',
    }),
    create: z.boolean().default(false).meta({ description: 'Make the file where it is missing.' }),
    backup: z.boolean().default(false).meta({
      description: 'Keep the old file beside the new one, under a name with the time.',
    }),
    validate: z
      .string()
      .refine(command => command.includes('%s'), 'must hold %s, which stands for the new file')
      .optional()
      .meta({
        description: 'Command that must accept the new file (%s) before it takes its place.',
      }),
    ...attributeArgs,
  })
  .refine(({ state, line }) => state === 'absent' || line !== undefined, {
    error: 'line is needed',
  })
  .refine(
    ({ line, regexp, search_string }) =>
      [line, regexp, search_string].some(each => each !== undefined),
    {
      error: 'takes one of line, regexp and search_string',
    },
  )
  .refine(({ regexp, search_string }) => regexp === undefined || search_string === undefined, {
    error: 'takes one of regexp and search_string',
  })
  .refine(
    ({ insertafter, insertbefore }) => insertafter === undefined || insertbefore === undefined,
    {
      error: 'takes one of insertafter and insertbefore',
    },
  )
  .refine(({ backrefs, regexp }) => !backrefs || regexp !== undefined, {
    error: 'backrefs needs regexp',
  })

/** Arguments of the module, checked. */
export type LineArgs = z.output<typeof args>

/** Sees to one line of a file. */
export const lineinfile = hostModule({
  name: 'lineinfile',
  summary: 'See to it that a line is in a file, or is not.',
  reach: 'host',
  args,
  examples: [
    "lineinfile: { path: /etc/ssh/sshd_config, regexp: '^#?PermitRootLogin', line: PermitRootLogin no }",
    "lineinfile: { path: /etc/hosts, line: 10.0.0.5 registry, insertafter: '^127[.]0[.]0[.]1' }",
    "lineinfile: { path: /etc/fstab, regexp: '\\sswap\\s', state: absent }",
    "lineinfile: { path: /etc/app.conf, regexp: '^(threads) *=', line: '\\1 = 4', backrefs: true }",
  ],
  returns: {
    path: 'the file',
    msg: 'line added, line replaced or how many were removed',
    found: 'how many lines were removed',
    backup_file: 'where the old file was kept',
    ...attributeReturns,
  },
  compile: lineScript,
})
