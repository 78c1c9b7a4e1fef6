import { lines, type Output, quoted, type Shell, sh } from '../../engine/module/index.ts'
import { attributesHold, isUnset } from './attributes.ts'
import type { Content } from './content.ts'
import { emit, fieldsOf } from './fields.ts'
import type { Mode } from './mode.ts'
import type { TreeFile } from './treeScan.ts'

/** What the files of a tree should be like, apart from their content. */
export interface TreeAttributes {
  readonly owner?: string | undefined
  readonly group?: string | undefined
  readonly mode?: Mode | 'preserve' | undefined
  /** false: files that are there are left alone, whatever they hold. */
  readonly force: boolean
}

/** Files that are looked at together: two processes for so many. */
const TOGETHER = 200

/** Shell that sets r to 1 where any file, below the current directory, is not as it should be, and prints what it found. */
export function probeFiles(files: readonly TreeFile[], wanted: TreeAttributes): Shell {
  return lines(...chunked(files).map((chunk, i) => probe(chunk, `files${i}`, wanted)))
}

/** The files that the host lacks or holds otherwise, under their numbers, going by what the probe printed. */
export function differing(
  files: readonly TreeFile[],
  { force }: TreeAttributes,
  check: Output,
): { readonly name: string; readonly content: Content }[] {
  const fields = fieldsOf(check)
  return chunked(files).flatMap((chunk, number) => {
    const [present = '', ...digests] = (fields[`files${number}`] ?? '').split('\n')
    const found = new Map(numbersIn(present).map((i, at) => [i, digests[at]]))
    return chunk
      .map(({ content }, i) => ({ name: String(number * TOGETHER + i), content, i }))
      .filter(({ content, i }) => (force ? found.get(i) !== content.sha256 : !found.has(i)))
  })
}

/** Shell that prints digest and name of the files that are there. */
export function listFiles(files: readonly TreeFile[]): Shell {
  return lines(
    ...chunked(files).map(chunk =>
      lines(keepPresent(chunk), sh`[ $# -eq 0 ] || sha256sum -- "$@"`),
    ),
  )
}

function probe(files: readonly TreeFile[], field: string, wanted: TreeAttributes): Shell {
  const numbers = files.map((_, i) => ` ${i}`).join('')
  const digests = wanted.force ? files.map(file => file.content.sha256) : []
  return lines(
    keepPresent(files),
    sh`p=$(echo "$h"; ${[wanted.force ? DIGESTS : sh`:`]})`,
    sh`[ "$p" = ${[numbers, ...digests].join('\n')} ] || r=1`,
    emit(field, sh`"$p"`),
    ...(wanted.force ? probeAttributes(files, wanted) : []),
  )
}

/** Leaves those of the files that are there as $1, $2, ...; h holds their numbers. */
function keepPresent(files: readonly TreeFile[]): Shell {
  return lines(
    sh`set -- ${[quoted(files.map(file => `./${file.path}`))]}`,
    sh`i=0 n=$# h=`,
    sh`for x; do if [ -f "$x" ]; then set -- "$@" "$x"; h="$h $i"; fi; i=$((i + 1)); done`,
    sh`shift "$n"`,
  )
}

// A name with a backslash or a newline makes sha256sum begin its line with a backslash, or break it.
const DIGESTS: Shell = sh`[ $# -eq 0 ] ||
sha256sum -- "$@" | sed -n 's/^\\\{0,1\}\([0-9a-f]\{64\}\) .*/\1/p'`

function probeAttributes(files: readonly TreeFile[], wanted: TreeAttributes): Shell[] {
  const { owner, group, mode } = wanted
  const alike = { owner, group, mode: mode === 'preserve' ? undefined : mode }
  const probes: Shell[] = []
  if (!isUnset(alike)) {
    probes.push(sh`[ $# -eq 0 ] || stat -L -c '%f %u %g %U %G' -- "$@" | (while read -r s; do
set -- $s; m=$((0x$1 & 0xfff)) d=0
${[attributesHold(alike)]} || exit 1
done) || r=1`)
  }
  if (mode === 'preserve') {
    const modes = files.map(file => file.mode.toString(8)).join('\n')
    probes.push(sh`[ $# -lt ${files.length} ] || [ "$(stat -L -c %a -- "$@")" = ${modes} ] || r=1`)
  }
  return probes
}

function numbersIn(text: string): number[] {
  return text.trim() === '' ? [] : text.trim().split(' ').map(Number)
}

function chunked<T>(items: readonly T[]): T[][] {
  const chunks: T[][] = []
  for (let i = 0; i < items.length; i += TOGETHER) chunks.push(items.slice(i, i + TOGETHER))
  return chunks
}
