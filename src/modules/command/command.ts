import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { hostModule, lines, quoted, type Shell, sh } from '../../engine/module/index.ts'
import { commandFailure, commandResult, commandReturns } from './commandResult.ts'
import { checkConditions, conditionArgs, skipReason } from './conditions.ts'
import { stdinArgs, stdinText } from './stdin.ts'
import { splitWords } from './words.ts'

const args = z
  .strictObject({
    cmd: z.string().optional().meta({
      description:
        'Command and arguments, split at blanks; quotes are as in a shell, nothing is expanded.',
    }),
    argv: z
      .array(z.union([z.string(), z.number(), z.boolean()]).transform(String))
      .min(1)
      .optional()
      .meta({ description: 'Command and arguments as a list.' }),
    ...conditionArgs,
    ...stdinArgs,
  })
  .refine(({ cmd, argv }) => (cmd === undefined) !== (argv === undefined), {
    error: 'takes one of cmd and argv',
  })

/** Runs a command without a shell's meaning of its arguments. */
export const command = hostModule({
  name: 'command',
  summary: 'Run a command; no pipes, variables or globs.',
  reach: 'world',
  args,
  freeForm: 'cmd',
  examples: [
    'command: /usr/sbin/nginx -t',
    'command: { argv: [make, install], chdir: /usr/src/app, creates: /usr/local/bin/app }',
  ],
  returns: commandReturns,
  compile(wanted) {
    const { cmd = '', argv = splitWords(cmd), chdir } = wanted
    if (argv.length === 0) throw new Fault('command: there is no command to run')
    return {
      check: checkConditions(wanted),
      apply: lines(
        ...(chdir === undefined ? [] : [sh`cd -- ${chdir} || exit 2`]),
        runWith(stdinText(wanted), argv),
      ),
      ...skipReason(wanted),
      result: parts => commandResult(argv, parts),
      failure: commandFailure,
    }
  },
})

function runWith(stdin: string | undefined, argv: readonly string[]): Shell {
  const run = sh`exec ${[quoted(argv)]}`
  return stdin === undefined ? run : sh`printf %s ${stdin} | ${[run]}`
}
