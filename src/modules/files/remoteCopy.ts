import { basename } from 'node:path/posix'
import { lines, type Script, type Shell, sh, type TaskContext } from '../../engine/module/index.ts'
import { attributeFields, attributesHold, readAttributes, setAttributes } from './attributes.ts'
import { emit, fieldsOfParts } from './fields.ts'
import { type Placement, replacementOf, targetOf } from './placement.ts'
import { locate, replaceWith } from './replace.ts'

/** The script that copies one file of a host to another place there. */
export function copyOnHost(
  placement: Placement,
  src: string,
  context: Pick<TaskContext, 'temp'>,
): Script {
  const target = targetOf(placement, basename(src), context)
  const bits = sh`$((0x$(stat -L -c %f -- ${src}) & 0xfff))`
  const replacement = replacementOf(placement, { kind: 'found', bits })
  const find = locate(target)
  const present = placement.force ? sh`[ -f "$f" ]` : sh`[ ! -e "$f" ] || exit 0; false`
  return {
    check: lines(
      find,
      sh`[ -f ${src} ] && { ${[present]}; } || exit 1`,
      sameContent(src),
      sh`{ ${[readAttributes]}; } || exit 2`,
      attributesHold(replacement.attributes),
    ),
    apply: lines(
      find,
      sh`[ -f ${src} ] || { echo ${`${src} is not a file on the host`} >&2; exit 2; }`,
      sh`if [ -f "$f" ] && [ ! -h "$f" ] && (${[sameContent(src)]}) >/dev/null; then
{ ${[readAttributes]}; } >/dev/null && ${[setAttributes(replacement.attributes, sh`"$f"`)]} || exit
else
${[replaceWith(sh`cat -- ${src} >"$t"`, replacement)]}
fi`,
      readAttributes,
      emit('checksum', sh`"$(sha256sum <"$f" | cut -c 1-64)"`),
    ),
    result: parts => {
      const fields = fieldsOfParts(parts)
      const dest = fields['inside'] === undefined ? target.path : `${target.path}/${basename(src)}`
      return {
        dest,
        checksum: fields['checksum'],
        state: 'file',
        ...attributeFields(fields),
        ...(fields['backup'] === undefined ? {} : { backup_file: fields['backup'] }),
      }
    },
  }
}

function sameContent(src: string): Shell {
  return sh`c=$(sha256sum <"$f") && [ "$c" = "$(sha256sum <${src})" ] || exit 1
${[emit('checksum', sh`"\${c%% *}"`)]}`
}
