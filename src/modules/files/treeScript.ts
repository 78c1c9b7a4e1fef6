import {
  lines,
  type Output,
  type Payload,
  type Script,
  type Shell,
  sh,
} from '../../engine/module/index.ts'
import { allOf, attributesHold, isUnset, readAttributes, setAttributes } from './attributes.ts'
import { type Mode, modeOf } from './mode.ts'
import { finish, moveOver, type Replacement, stage } from './replace.ts'
import { tarOf } from './tar.ts'
import { differing, listFiles, probeFiles, type TreeAttributes } from './treeProbe.ts'
import type { Tree } from './treeScan.ts'

/** Where a tree goes, and what it should be like. */
export interface TreeRequest extends TreeAttributes {
  readonly dest: string
  /** A temporary name below dest, of this task alone. */
  readonly staging: string
  readonly directory_mode?: Mode | undefined
  readonly backup: boolean
}

/** The script that makes a tree: one probe of all digests, one stream of the files that differ, each put in its place atomically. */
export function treeScript(tree: Tree, request: TreeRequest): Script {
  const { dest } = request
  return {
    check: lines(
      sh`cd -- ${dest} 2>/dev/null || exit 1`,
      sh`r=0`,
      ...tree.directories.map(path => sh`[ -d ${`./${path}`} ] || r=1`),
      probeFiles(tree.files, request),
      sh`exit "$r"`,
    ),
    apply: applyTree(tree, request),
    payload: check => sendDiffering(tree, request, check),
    show: {
      name: `${dest}/`,
      before: lines(sh`cd -- ${dest} 2>/dev/null || exit 0`, listFiles(tree.files)),
      after: { text: tree.files.map(file => `${file.content.sha256}  ./${file.path}\n`).join('') },
    },
    result: () => ({ dest, state: 'directory' }),
  }
}

function sendDiffering(tree: Tree, request: TreeRequest, check: Output): Payload | undefined {
  const { dest, staging } = request
  const members = differing(tree.files, request, check)
  if (members.length === 0) return undefined
  const receive = lines(
    makeFolder(request),
    sh`mkdir -p -- "$(dirname -- ${dest})" && folder ${dest} || exit 2`,
    sh`rm -rf -- ${staging} && mkdir -m 700 -- ${staging} &&
tar -x -o -f - -C ${staging} && set -- ${[sh`${staging}/*`]} && [ $# -eq ${members.length} ] ||
{ rm -rf -- ${staging}; echo 'the files did not arrive whole' >&2; exit 1; }`,
  )
  return { receive, open: () => tarOf(members) }
}

function applyTree(tree: Tree, request: TreeRequest): Shell {
  const { dest, staging } = request
  return lines(
    sh`staged=${staging}; trap 'rm -rf -- "$staged"' EXIT`,
    makeFolder(request),
    makeFiles(request),
    sh`mkdir -p -- "$(dirname -- ${dest})" && folder ${dest} && cd -- ${dest} || exit 2`,
    ...tree.directories.map(path => sh`folder ${`./${path}`}`),
    eachFile(tree),
    // All that was sent is made ready, written to the disk at once, and only then put in its place.
    sh`each prepare`,
    sh`set -- "$staged"/*.new; [ ! -e "$1" ] || sync "$@" || exit 2`,
    sh`each place`,
  )
}

/** `each COMMAND`: runs it for every file, with its number, path, digest and mode in the source. */
function eachFile({ files }: Tree): Shell {
  const calls = files.map(({ path, content, mode }, i) => {
    return sh`"$1" ${i} ${`./${path}`} ${content.sha256} ${mode}`
  })
  return sh`each() {
${calls}
:
}`
}

/** `folder PATH`: makes a directory where there is none. */
function makeFolder({ owner, group, directory_mode: mode = modeOf('0755') }: TreeRequest): Shell {
  return sh`folder() {
[ ! -d "$1" ] || return 0
mkdir -- "$1" && m=493 d=1 && ${[setAttributes({ owner, group, mode }, sh`"$1"`)]} || exit 2
}`
}

/** `prepare`: makes a file that was sent ready. `place`: puts it where it belongs, or sets the attributes of one that is there. */
function makeFiles({ owner, group, mode, backup, force }: TreeRequest): Shell {
  const preserved: Mode = { kind: 'found', bits: sh`$sourcemode` }
  const attributes = { owner, group, mode: mode === 'preserve' ? preserved : mode }
  const replacement: Replacement = { attributes, backup }
  const ready = allOf([stage(), sh`cat -- "$staged/$1" >"$t"`, finish(replacement)])
  const adjust = sh`{ ${[readAttributes]}; } >/dev/null && { { ${[attributesHold(attributes)]}; } ||
${[setAttributes(attributes, sh`"$f"`)]}; } || exit 2`
  const otherwise = force && !isUnset(attributes) ? sh`elif [ -f "$f" ]; then ${[adjust]}` : sh``
  return lines(
    sh`prepare() {
[ -f "$staged/$1" ] || return 0
[ "$(sha256sum <"$staged/$1")" = "$3  -" ] || { echo "$2 did not arrive whole" >&2; exit 2; }
f=$2 t=$staged/$1.new sourcemode=$4
${[ready]} || exit 2
}`,
    sh`place() {
f=$2 t=$staged/$1.new sourcemode=$4
if [ -f "$t" ]; then ${[moveOver]} || exit 2
${[otherwise]}
fi
}`,
  )
}
