import {
  lines,
  type Output,
  type Payload,
  type Script,
  type Shell,
  sh,
} from '../../engine/module/index.ts'
import { attributesHold, isUnset, readAttributes, setAttributes } from './attributes.ts'
import { type Mode, modeOf } from './mode.ts'
import { type Replacement, replaceWith } from './replace.ts'
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
    makeFile(request),
    sh`mkdir -p -- "$(dirname -- ${dest})" && folder ${dest} && cd -- ${dest} || exit 2`,
    ...tree.directories.map(path => sh`folder ${`./${path}`}`),
    ...tree.files.map(({ path, content, mode }, i) => {
      return sh`file ${i} ${`./${path}`} ${content.sha256} ${mode}`
    }),
  )
}

/** `folder PATH`: makes a directory where there is none. */
function makeFolder({ owner, group, directory_mode: mode = modeOf('0755') }: TreeRequest): Shell {
  return sh`folder() {
[ ! -d "$1" ] || return 0
mkdir -- "$1" && m=493 d=1 && ${[setAttributes({ owner, group, mode }, sh`"$1"`)]} || exit 2
}`
}

/** `file NUMBER PATH DIGEST MODE`: puts a file that was sent in its place, or sets the attributes of one that is there. */
function makeFile({ owner, group, mode, backup, force }: TreeRequest): Shell {
  const wantedMode: Mode | undefined =
    mode === 'preserve' ? { kind: 'found', bits: sh`$sourcemode` } : mode
  const replacement: Replacement = { attributes: { owner, group, mode: wantedMode }, backup }
  const adjust = sh`{ ${[readAttributes]}; } >/dev/null && { { ${[attributesHold(replacement.attributes)]}; } ||
${[setAttributes(replacement.attributes, sh`"$f"`)]}; } || exit 2`
  const otherwise =
    force && !isUnset(replacement.attributes) ? sh`elif [ -f "$f" ]; then ${[adjust]}` : sh`:`
  return sh`file() {
f=$2 t=$staged/current new=$staged/$1 sourcemode=$4
if [ -f "$new" ]; then
[ "$(sha256sum <"$new")" = "$3  -" ] || { echo "$2 did not arrive whole" >&2; exit 2; }
${[replaceWith(sh`cat -- "$new" >"$t"`, replacement)]}
${[otherwise]}
fi
}`
}
