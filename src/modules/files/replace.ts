import { lines, type Shell, sh } from '../../engine/module/index.ts'
import { type Attributes, allOf, setAttributes } from './attributes.ts'
import { emit } from './fields.ts'

/** Where a file goes, and the temporary file beside it. */
export interface Target {
  readonly path: string
  /** From `TaskContext.temp(path)`. */
  readonly temp: string
  /** A link is followed and what it points at is replaced; otherwise the link itself is. */
  readonly follow: boolean
  /** The name to take where the path turns out to be a directory. */
  readonly nameInside?: string | undefined
}

/** What happens on the way from the temporary file to its place. */
export interface Replacement {
  readonly attributes: Attributes
  /** Keep the old file beside the new one. */
  readonly backup?: boolean | undefined
  /** Words of a command that must accept the new file; `%s` stands for its path. */
  readonly validate?: readonly string[] | undefined
  /** Make missing parent directories. */
  readonly parents?: boolean | undefined
}

/** Shell that sets f to the file and t to the temporary file in the same directory. */
export function locate({ path, temp, follow, nameInside }: Target): Shell {
  const steps = [sh`f=${path}`]
  if (nameInside !== undefined) {
    steps.push(sh`if [ -d "$f" ]; then f="\${f%/}"/${nameInside}; ${[emit('inside', sh`1`)]}; fi`)
  }
  if (follow) steps.push(sh`if [ -h "$f" ]; then f=$(readlink -f -- "$f"); fi`)
  steps.push(sh`t="\${f%/*}"/${temp.slice(temp.lastIndexOf('/') + 1)}`)
  return lines(...steps)
}

/** Shell that replaces "$f" whole by what `fill` writes to "$t"; whoever looks sees the old file or the new one. */
export function replaceWith(fill: Shell, replacement: Replacement): Shell {
  const steps = allOf([stage(replacement), fill, putInPlace(replacement)])
  return sh`{ ${[steps]}
} || { r=$?; rm -f -- "$t"; exit "$r"; }`
}

/** Shell that makes "$t": private, with the owner and the extended attributes of "$f"; sets m to the mode to keep and d to 0. */
export function stage({ parents }: Pick<Replacement, 'parents'> = {}): Shell {
  const parent = parents
    ? sh`mkdir -p -- "\${f%/*}/"`
    : sh`{ [ -d "\${f%/*}/" ] || { echo "the directory \${f%/*} does not exist" >&2; false; }; }`
  return allOf([
    parent,
    sh`{ [ ! -d "$f" ] || { echo "$f is a directory" >&2; false; }; }`,
    // Created anew and never through a link that someone else may have left there.
    sh`rm -f -- "$t" && (umask 077; set -C; : >"$t")`,
    sh`{ m=420 d=0
if [ -f "$f" ] && [ ! -h "$f" ]; then
  s=$(stat -c %f -- "$f") && m=$((0x$s & 0xfff)) &&
  { cp -a --attributes-only -- "$f" "$t" 2>/dev/null || cp -a -- "$f" "$t"; } && chmod 600 "$t"
fi; }`,
  ])
}

/** Shell that gives "$t" its attributes and makes it "$f", durably. */
export function putInPlace(replacement: Replacement): Shell {
  return allOf([finish(replacement), sh`sync "$t"`, moveOver])
}

/** Shell that makes "$t" all that "$f" is to be, short of taking its place. */
export function finish({ attributes, backup, validate }: Replacement): Shell {
  const steps = [setAttributes(attributes, sh`"$t"`)]
  if (validate) steps.push(sh`${[validation(validate)]} >&2`)
  if (backup) steps.push(keepOld)
  return allOf(steps)
}

function validation(words: readonly string[]): Shell {
  return words.map(withTemp).reduce((command, word) => sh`${[command]} ${[word]}`)
}

/** One word, in which `%s` is the temporary file. */
function withTemp(word: string): Shell {
  return word
    .split('%s')
    .map(part => sh`${part}`)
    .reduce((before, after) => sh`${[before]}"$t"${[after]}`)
}

const keepOld: Shell = sh`if [ -e "$f" ]; then b=$f.$$.$(date +%Y-%m-%d@%H:%M:%S)~; cp -a -- "$f" "$b" && ${[emit('backup', sh`"$b"`)]}; fi`

/** Shell that makes "$t" take the place of "$f". */
// The kernel labels a new file after its directory; the policy may want another label for this very name.
export const moveOver: Shell = sh`if [ ! -e /sys/fs/selinux/enforce ]; then mv -f -- "$t" "$f"
elif [ -e "$f" ]; then chcon --reference="$f" -- "$t" 2>/dev/null; mv -f -- "$t" "$f"
else mv -f -- "$t" "$f" && { restorecon -- "$f" 2>/dev/null || :; }; fi`
