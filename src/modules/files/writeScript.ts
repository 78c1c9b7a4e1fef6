import {
  lines,
  type Output,
  type Payload,
  type Script,
  type Shell,
  sh,
  type TaskContext,
} from '../../engine/module/index.ts'
import { attributeFields, attributesHold, readAttributes, setAttributes } from './attributes.ts'
import { type Content, contentOf } from './content.ts'
import { emit, fieldsOf, fieldsOfParts } from './fields.ts'
import { printBytes } from './literal.ts'
import { modeOf } from './mode.ts'
import { locate, putInPlace, type Replacement, replaceWith, stage } from './replace.ts'
import { showReplacement } from './showFile.ts'

/** A file as a caller wants it. */
export interface WantedFile {
  readonly path: string
  readonly content: string | Buffer
  readonly mode?: string | number | undefined
  readonly owner?: string | undefined
  readonly group?: string | undefined
}

/** A script that makes a file hold this content, atomically; mode and owner are kept where they are not given. Links are followed. */
export function writeScript(wanted: WantedFile, context: Pick<TaskContext, 'temp'>): Script {
  const { path, owner, group, mode } = wanted
  const attributes = { owner, group, mode: mode === undefined ? undefined : modeOf(mode) }
  return fileScript({
    target: { path, temp: context.temp(path), follow: true },
    content: contentOf(wanted.content),
    replacement: { attributes },
  })
}

/** A file with all that copy and template can ask for. */
export interface FileRequest {
  readonly target: Parameters<typeof locate>[0]
  readonly content: Content
  readonly replacement: Replacement
  /** A file that is there is left alone, whatever it holds. */
  readonly onlyIfMissing?: boolean
}

/** The script behind writeScript, copy and template. */
export function fileScript(request: FileRequest): Script {
  const { target, content, replacement } = request
  const find = locate(target)
  return {
    check: checkFile(find, request),
    apply: applyFile(find, request),
    show: showReplacement(target.path, find, { content, attributes: replacement.attributes }),
    ...(content.inline ? {} : { payload: sendIfDifferent(find, request) }),
    result: parts => fileResult(target, content, fieldsOfParts(parts)),
  }
}

function checkFile(
  find: Shell,
  { target, content, replacement, onlyIfMissing }: FileRequest,
): Shell {
  const link = target.follow ? [] : [sh`if [ -h "$f" ]; then exit 1; fi`]
  if (onlyIfMissing) return lines(find, sh`[ -e "$f" ] || [ -h "$f" ]`)
  return lines(
    find,
    ...link,
    sh`[ -f "$f" ] || exit 1`,
    sh`c=$(sha256sum <"$f") || exit 2`,
    sh`{ ${[readAttributes]}; } || exit 2`,
    sh`if [ "\${c%% *}" != ${content.sha256} ]; then exit 1; fi`,
    emit('content', sh`same`),
    attributesHold(replacement.attributes),
  )
}

function applyFile(find: Shell, { content, replacement }: FileRequest): Shell {
  const same = content.inline
    ? sh`[ -f "$f" ] && ${[notReplacedLink]} && [ "$(sha256sum <"$f")" = ${`${content.sha256}  -`} ]`
    : sh`[ ! -f "$t" ]`
  // A shell's own printf says no more than "I/O error" of a full disk; cat says what is wrong.
  const replace = content.inline
    ? replaceWith(sh`${[printBytes(content.inline)]} | cat >"$t"`, replacement)
    : sh`{ ${[readMode, putInPlace(replacement)]}
} || { r=$?; rm -f -- "$t"; exit "$r"; }`
  return lines(
    find,
    sh`if ${[same]}; then
{ ${[readAttributes]}; } >/dev/null && ${[setAttributes(replacement.attributes, sh`"$f"`)]} || exit
else
${[replace]}
fi`,
    readAttributes,
  )
}

// A link that is not followed is replaced even where what it points at holds the content already.
const notReplacedLink: Shell = sh`[ ! -h "$f" ]`

const readMode: Shell = sh`m=420 d=0; if [ -f "$f" ] && [ ! -h "$f" ]; then s=$(stat -c %f -- "$f") && m=$((0x$s & 0xfff)); fi &&`

function sendIfDifferent(find: Shell, { content, replacement }: FileRequest) {
  return (check: Output): Payload | undefined => {
    if (fieldsOf(check)['content'] === 'same') return undefined
    const receive = sh`{ ${[stage(replacement)]} &&
cat >"$t" && ${[arrivedWhole(content)]}; } || { r=$?; rm -f -- "$t"; exit "$r"; }`
    return { receive: lines(find, receive), open: content.open }
  }
}

function arrivedWhole({ sha256 }: Content): Shell {
  return sh`{ [ "$(sha256sum <"$t")" = ${`${sha256}  -`} ] || { echo "$t did not arrive whole" >&2; false; }; }`
}

function fileResult(
  { path, nameInside }: FileRequest['target'],
  { sha256 }: Content,
  fields: ReturnType<typeof fieldsOf>,
): Record<string, unknown> {
  const dest = fields['inside'] === undefined ? path : `${path}/${nameInside}`
  return {
    dest,
    checksum: sha256,
    state: 'file',
    ...attributeFields(fields),
    ...(fields['backup'] === undefined ? {} : { backup_file: fields['backup'] }),
  }
}
