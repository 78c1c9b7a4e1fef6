import { Fault } from '../../base/fault.ts'
import { type Remote, type Shell, sh } from '../../engine/module/index.ts'
import { toEre } from '../text/ere.ts'
import { patternOf } from './pattern.ts'
import type { Sight } from './waitFor.ts'

/** Looks once whether a path is there and holds a line that matches. */
export async function probePath(
  path: string,
  expression: string | undefined,
  remote: Remote,
): Promise<Sight> {
  const { rc, output } = await remote.exec(probe(path, expression))
  if (rc === 1) return { there: false }
  if (rc !== 0) throw new Fault(`cannot look at ${path}: ${output.stderr.toString().trim()}`)
  if (expression === undefined) return { there: true }
  const line = output.stdout.toString().replace(/\n$/, '')
  const match = patternOf(expression).exec(line)
  return { there: true, groups: match?.slice(1), named: { ...match?.groups } }
}

function probe(path: string, expression: string | undefined): Shell {
  if (expression === undefined) return sh`[ -e ${path} ] || [ -h ${path} ]`
  return sh`[ -f ${path} ] || exit 1
line=$(LC_ALL=C grep -E -e ${toEre(expression).text} -- ${path}) || exit
printf '%s\n' "\${line%%
*}"`
}
