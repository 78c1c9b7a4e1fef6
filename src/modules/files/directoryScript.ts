import { lines, type Script, type Shell, sh } from '../../engine/module/index.ts'
import {
  attributeFields,
  attributesHold,
  isUnset,
  ownerWord,
  readAttributes,
  setAttributes,
} from './attributes.ts'
import { fieldsOfParts } from './fields.ts'
import type { FileArgs } from './file.ts'
import { octal } from './mode.ts'
import { adjust, follow } from './presentScript.ts'
import { showState } from './showState.ts'

/** A directory must be there; parents that are missing get the same attributes. */
export function directoryScript(wanted: FileArgs): Script {
  const { path, recurse } = wanted
  const find = follow(path)
  const deep = recurse && !isUnset(wanted)
  return {
    check: lines(
      find,
      sh`[ -d "$f" ] || exit 1`,
      sh`{ ${[readAttributes]}; } || exit 2`,
      sh`{ ${[attributesHold(wanted)]}; } || exit 1`,
      ...(deep ? [insideHolds(wanted)] : []),
    ),
    apply: lines(
      find,
      sh`[ -d "$f" ] || { ${[make(wanted)]}; } || exit 2`,
      sh`${[adjust(wanted)]} || exit 2`,
      ...(deep ? setInside(wanted) : []),
      readAttributes,
    ),
    show: showState(path, find, {
      after: sh`echo 'state: directory'`,
      attributes: wanted,
      made: 'directory',
    }),
    result: parts => ({ path, state: 'directory', ...attributeFields(fieldsOfParts(parts)) }),
  }
}

function make(wanted: FileArgs): Shell {
  return sh`if [ -e "$f" ]; then echo "$f is there and is not a directory" >&2; exit 2; fi
set --; p=$f
until [ -d "\${p:-/}" ]; do set -- "$p" "$@"; p=\${p%/*}; done
for p; do mkdir -- "$p" && m=493 d=1 && ${[setAttributes(wanted, sh`"$p"`)]} || exit 2; done`
}

function insideHolds(wanted: FileArgs): Shell {
  const ownerHolds = attributesHold({ ...wanted, mode: undefined })
  return sh`find "$f" -exec stat -c '%f %u %g %U %G' -- {} + | (while read -r s; do
set -- $s; m=$((0x$1 & 0xfff)) d=$(( (0x$1 & 0xf000) == 0x4000 ))
if [ $((0x$1 & 0xf000)) -eq ${SYMBOLIC_LINK} ]; then ${[ownerHolds]}
else ${[attributesHold(wanted)]}
fi || exit 1
done)`
}

const SYMBOLIC_LINK = 0xa000

function setInside(wanted: FileArgs): Shell[] {
  const steps: Shell[] = []
  const owner = ownerWord(wanted)
  if (owner !== undefined) steps.push(sh`chown -hR -- ${owner} "$f" || exit 2`)
  const mode = chmodWord(wanted)
  if (mode !== undefined) {
    steps.push(sh`find "$f" ! -type l -exec chmod -- ${mode} {} + || exit 2`)
  }
  return steps
}

/** With five digits chmod clears a directory's setgid too. */
function chmodWord({ mode }: FileArgs): string | undefined {
  if (mode?.kind === 'exact') return `0${octal(mode.bits)}`
  return mode?.kind === 'symbolic' ? mode.text : undefined
}
