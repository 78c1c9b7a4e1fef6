import { lines, type Script, type Shell, sh } from '../../engine/module/index.ts'
import { attributeFields, attributesHold, readAttributes, setAttributes } from './attributes.ts'
import { fieldsOfParts } from './fields.ts'
import type { FileArgs } from './file.ts'
import { showState } from './showState.ts'

/** Shell that sets f to the path, or to what a link there points at. */
export function follow(path: string): Shell {
  return sh`f=${path}; if [ -h "$f" ]; then f=$(readlink -f -- "$f"); fi`
}

/** Shell that gives "$f" its attributes where they are not right. */
export function adjust(wanted: FileArgs): Shell {
  return sh`{ ${[readAttributes]}; } >/dev/null && { { ${[attributesHold(wanted)]}; } ||
${[setAttributes(wanted, sh`"$f"`)]}; }`
}

/** Something must be there already; its attributes are set. */
export function presentScript(wanted: FileArgs): Script {
  const { path } = wanted
  const find = follow(path)
  return {
    check: lines(
      find,
      sh`[ -e "$f" ] || exit 1`,
      sh`{ ${[readAttributes]}; } || exit 2`,
      attributesHold(wanted),
    ),
    apply: lines(
      find,
      sh`[ -e "$f" ] || { echo ${`${path} is absent; state touch or directory would make it`} >&2; exit 2; }`,
      sh`${[adjust(wanted)]} || exit 2`,
      readAttributes,
    ),
    show: showState(path, find, { after: sh`echo 'state: file'`, attributes: wanted }),
    result: parts => ({ path, state: 'file', ...attributeFields(fieldsOfParts(parts)) }),
  }
}

/** Nothing must be there. */
export function absentScript({ path }: FileArgs): Script {
  const find = sh`f=${path}`
  return {
    check: lines(find, sh`[ ! -e "$f" ] && [ ! -h "$f" ]`),
    apply: lines(find, sh`rm -rf -- "$f"`),
    show: showState(path, find, { after: sh`echo 'state: absent'` }),
    result: () => ({ path, state: 'absent' }),
  }
}

/** A file must be there, and its times are set to now unless they are to be kept. */
export function touchScript(wanted: FileArgs): Script {
  const { path, access_time, modification_time } = wanted
  const find = follow(path)
  const kept = access_time === 'preserve' && modification_time === 'preserve'
  return {
    check: lines(
      find,
      sh`[ -e "$f" ] || exit 1`,
      sh`{ ${[readAttributes]}; } || exit 2`,
      kept ? attributesHold(wanted) : sh`exit 1`,
    ),
    apply: lines(
      find,
      sh`[ -e "$f" ] || : >"$f" || exit 2`,
      ...(access_time === 'now' ? [sh`touch -a -- "$f" || exit 2`] : []),
      ...(modification_time === 'now' ? [sh`touch -m -- "$f" || exit 2`] : []),
      sh`${[adjust(wanted)]} || exit 2`,
      readAttributes,
    ),
    show: showState(path, find, { after: sh`echo 'state: file'`, attributes: wanted }),
    result: parts => ({
      path,
      dest: path,
      state: 'file',
      ...attributeFields(fieldsOfParts(parts)),
    }),
  }
}
