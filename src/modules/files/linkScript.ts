import { dirname, resolve } from 'node:path/posix'
import { lines, type Script, type Shell, sh, type TaskContext } from '../../engine/module/index.ts'
import { attributeFields, attributesHold, isUnset, ownerWord } from './attributes.ts'
import { emit, fieldsOfParts } from './fields.ts'
import type { FileArgs } from './file.ts'
import { adjust } from './presentScript.ts'
import { showState } from './showState.ts'

/** A symbolic link must point at src; one that points elsewhere is replaced atomically. */
export function linkScript(wanted: FileArgs, context: Pick<TaskContext, 'temp'>): Script {
  const { path, src = '', force } = wanted
  const find = sh`f=${path} t=${context.temp(path)}`
  const owner = ownerWord(wanted)
  return {
    check: lines(
      find,
      // The full stop keeps newlines at the end of a name.
      sh`[ -h "$f" ] && [ "$(readlink -- "$f"; echo .)" = ${`${src}\n.`} ] || exit 1`,
      readLink,
      attributesHold({ ...wanted, mode: undefined }),
    ),
    apply: lines(
      find,
      ...(force ? [] : [mustBeThere(resolve(dirname(path), src))]),
      makeWay(force),
      sh`rm -f -- "$t" && ln -s -- ${src} "$t" || exit 2`,
      sh`mv -f -T -- "$t" "$f" 2>/dev/null || { rm -f -- "$t"; ln -sfn -- ${src} "$f"; } || exit 2`,
      ...(owner === undefined ? [] : [sh`chown -h -- ${owner} "$f" || exit 2`]),
      readLink,
    ),
    show: showState(path, find, {
      after: sh`printf 'state: link\nsrc: %s\n' ${src}`,
    }),
    result: parts => ({
      path,
      dest: path,
      src,
      state: 'link',
      ...attributeFields(fieldsOfParts(parts)),
    }),
  }
}

/** The path must be another name of the file src. */
export function hardLinkScript(wanted: FileArgs, context: Pick<TaskContext, 'temp'>): Script {
  const { path, src = '', force } = wanted
  const find = sh`f=${path} t=${context.temp(path)}`
  const settle = isUnset(wanted) ? [] : [sh`${[adjust(wanted)]} || exit 2`]
  return {
    check: lines(find, sh`[ "$f" -ef ${src} ] || exit 1`, readLink, attributesHold(wanted)),
    apply: lines(
      find,
      sh`if [ ! "$f" -ef ${src} ]; then`,
      mustBeThere(src),
      makeWay(force),
      sh`rm -f -- "$t" && ln -- ${src} "$t" && mv -f -- "$t" "$f" || exit 2`,
      sh`fi`,
      ...settle,
      readLink,
    ),
    show: showState(path, find, { after: sh`printf 'state: hard\nsrc: %s\n' ${src}` }),
    result: parts => ({
      path,
      dest: path,
      src,
      state: 'hard',
      ...attributeFields(fieldsOfParts(parts)),
    }),
  }
}

/** As readAttributes, of the link itself. */
const readLink: Shell = sh`s=$(stat -c '%f %u %g %U %G %s' -- "$f") || exit 2
${[emit('stat', sh`"$s"`)]}
set -- $s; m=$((0x$1 & 0xfff)) d=0`

function mustBeThere(target: string): Shell {
  return sh`[ -e ${target} ] || { echo ${`${target} is not there; force: true makes the link all the same`} >&2; exit 2; }`
}

function makeWay(force: boolean): Shell {
  if (!force) {
    return sh`if [ -e "$f" ] && [ ! -h "$f" ]; then echo "$f is there and is no link; force: true replaces it" >&2; exit 2; fi`
  }
  return sh`if [ -d "$f" ] && [ ! -h "$f" ]; then rmdir -- "$f" || exit 2; fi`
}
