import { type Shell, type Show, sh } from '../../engine/module/index.ts'
import { type Attributes, attributesHold, isUnset, readAttributes } from './attributes.ts'
import type { Content } from './content.ts'
import { isText, printBytes } from './literal.ts'
import { wantMode } from './mode.ts'

/** Longer files are named in a diff, not shown. */
const SHOWN_LIMIT = 100_000

/** The difference of a file's content, preceded by its attributes where those differ. `find` sets f. */
export function showReplacement(
  path: string,
  find: Shell,
  { content, attributes }: { readonly content: Content; readonly attributes: Attributes },
): Show {
  return {
    name: path,
    before: sh`${[find, ...showAttributes(attributes, 'before'), showCurrent]}`,
    after: sh`${[find, ...showAttributes(attributes, 'after'), showContent(content)]}`,
  }
}

/** Shell that prints the content of "$f" as a diff can hold it. */
export const showCurrent: Shell = sh`if [ -f "$f" ]; then
  n=$(wc -c <"$f")
  if [ "$n" -gt ${SHOWN_LIMIT} ] || [ "$(tr -d '\0' <"$f" | wc -c)" -ne "$n" ]
  then echo "($((n)) bytes, sha256 $(sha256sum <"$f" | cut -c 1-64))"
  else cat -- "$f"
  fi
fi`

/** Shell that prints the owner, group and mode of "$f", as they are or should be, where they differ. */
export function showAttributes(wanted: Attributes, when: 'before' | 'after'): Shell[] {
  if (isUnset(wanted)) return []
  const print = when === 'before' ? PRINT_CURRENT : printWanted(wanted)
  return [
    sh`if [ -e "$f" ] && { ${[readAttributes]}; } >/dev/null && ! { ${[attributesHold(wanted)]}; }; then
${[print]}
fi`,
  ]
}

const PRINT_CURRENT: Shell = sh`printf 'owner: %s\ngroup: %s\nmode: %04o\n' "$4" "$5" "$m"`

/** Shell that prints those attributes that something new is to have, beside what it is made with. */
export function showNewAttributes(
  { owner, group, mode }: Attributes,
  made: 'file' | 'directory',
): Shell[] {
  const steps: Shell[] = []
  if (owner !== undefined) steps.push(sh`printf 'owner: %s\n' ${owner}`)
  if (group !== undefined) steps.push(sh`printf 'group: %s\n' ${group}`)
  if (mode) {
    const start = made === 'directory' ? sh`m=493 d=1` : sh`m=420 d=0`
    steps.push(start, wantMode(mode), sh`printf 'mode: %04o\n' "$w"`)
  }
  return steps.length === 0
    ? []
    : [
        sh`if [ ! -e "$f" ]; then
${steps}
fi`,
      ]
}

function printWanted({ owner, group, mode }: Attributes): Shell {
  const user = owner === undefined ? sh`"$4"` : sh`${owner}`
  const team = group === undefined ? sh`"$5"` : sh`${group}`
  return sh`${[wantMode(mode)]}
printf 'owner: %s\ngroup: %s\nmode: %04o\n' ${[user]} ${[team]} "$w"`
}

function showContent({ inline, size, sha256 }: Content): Shell {
  return inline && isText(inline)
    ? printBytes(inline)
    : sh`echo ${`(${size} bytes, sha256 ${sha256})`}`
}
