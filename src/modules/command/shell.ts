import { basename } from 'node:path/posix'
import { z } from 'zod'
import { hostModule, lines, type Shell, sh } from '../../engine/module/index.ts'
import { commandFailure, commandResult, commandReturns } from './commandResult.ts'
import { checkConditions, conditionArgs, skipReason } from './conditions.ts'
import { stdinArgs, stdinText } from './stdin.ts'

/** Runs a script in a shell of its own. */
export const shell = hostModule({
  name: 'shell',
  summary: 'Run a script in a shell of its own.',
  reach: 'world',
  args: z.strictObject({
    cmd: z.string().min(1).meta({ description: 'The script. Shown in no process list.' }),
    executable: z
      .string()
      .min(1)
      .default('/bin/sh')
      .meta({ description: 'The shell, for example /bin/bash.' }),
    ...conditionArgs,
    ...stdinArgs,
  }),
  freeForm: 'cmd',
  examples: [
    'shell: journalctl -u docker | tail -n 5',
    'shell: { cmd: "set -o pipefail; dmesg | grep -c error", executable: /bin/bash }',
  ],
  returns: commandReturns,
  compile(wanted) {
    const { cmd, chdir } = wanted
    return {
      check: checkConditions(wanted),
      apply: lines(
        ...(chdir === undefined ? [] : [sh`cd -- ${chdir} || exit 2`]),
        runIn(wanted.executable, cmd, stdinText(wanted)),
      ),
      ...skipReason(wanted),
      result: parts => commandResult(cmd, parts),
      failure: commandFailure,
    }
  },
})

const POSIX_LIKE = new Set(['sh', 'ash', 'bash', 'dash', 'ksh', 'mksh', 'yash', 'zsh'])

/** The script reaches the shell through a pipe, for arguments can be read by everyone on the host. */
function runIn(executable: string, script: string, stdin: string | undefined): Shell {
  if (!POSIX_LIKE.has(basename(executable))) {
    const run = sh`exec ${executable} -c ${script}`
    return stdin === undefined ? run : sh`printf %s ${stdin} | ${[run]}`
  }
  const run = sh`{ exec 4<&0; printf %s ${script} | exec ${executable} -c ${READ_AND_RUN}; }`
  return stdin === undefined ? sh`${[run]} </dev/null` : sh`printf %s ${stdin} | ${[run]}`
}

// The full stop keeps newlines at the end, which a substitution would drop.
const READ_AND_RUN: Shell = sh`s=$(cat; echo .); exec <&4 4<&-; eval "\${s%.}"`
