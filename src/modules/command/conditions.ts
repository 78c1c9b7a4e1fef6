import { z } from 'zod'
import { type Shell, sh } from '../../engine/module/index.ts'

/** The arguments creates, removes and chdir, for command and shell. */
export const conditionArgs = {
  creates: z.string().min(1).optional().meta({
    description: 'Path or glob on the host: where it is there, nothing is run.',
  }),
  removes: z.string().min(1).optional().meta({
    description: 'Path or glob on the host: where it is not there, nothing is run.',
  }),
  chdir: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Directory to run in; creates and removes are relative to it.' }),
}

export interface Conditions {
  readonly creates?: string | undefined
  readonly removes?: string | undefined
  readonly chdir?: string | undefined
}

/** Shell that exits 0 where the conditions say that nothing is to be run, and says why; 1 otherwise. */
export function checkConditions({ creates, removes, chdir }: Conditions): Shell {
  const steps: Shell[] = []
  if (chdir !== undefined) steps.push(sh`cd -- ${chdir} 2>/dev/null || exit 1`)
  if (creates !== undefined) {
    steps.push(sh`set -- ${[globWord(creates)]}
if [ -e "$1" ] || [ -h "$1" ]; then echo ${`skipped, since ${creates} exists`}; exit 0; fi`)
  }
  if (removes !== undefined) {
    steps.push(sh`set -- ${[globWord(removes)]}
if [ ! -e "$1" ] && [ ! -h "$1" ]; then echo ${`skipped, since ${removes} does not exist`}; exit 0; fi`)
  }
  return sh`${[...steps, sh`exit 1`]}`
}

/** Check mode can answer only where a condition was given. */
export function skipReason({ creates, removes }: Conditions): { skipInCheckMode?: string } {
  if (creates !== undefined || removes !== undefined) return {}
  return { skipInCheckMode: 'check mode: whether the command would change anything is not known' }
}

/** A word in which only *, ? and [...] mean something to the shell. */
function globWord(pattern: string): Shell {
  return pattern
    .split(/(\[[^\]/']+\]|[*?])/)
    .map((part, i) => (i % 2 === 0 ? sh`${part}` : globPart(part)))
    .reduce((before, after) => sh`${[before]}${[after]}`)
}

function globPart(part: string): Shell {
  if (part === '*') return sh`*`
  if (part === '?') return sh`?`
  // Quoted characters within brackets stand for themselves; the hyphen of a range and a leading ! must not be quoted.
  const negated = /^\[[!^]/.test(part)
  const ranges = part
    .slice(negated ? 2 : 1, -1)
    .split('-')
    .map(characters => sh`${characters}`)
    .reduce((before, after) => sh`${[before]}-${[after]}`)
  return negated ? sh`[!${[ranges]}]` : sh`[${[ranges]}]`
}
