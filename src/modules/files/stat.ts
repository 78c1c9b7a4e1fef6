import { z } from 'zod'
import { hostModule, lines, type Shell, sh } from '../../engine/module/index.ts'
import { emit, emitOutput, fieldsOfParts } from './fields.ts'
import { hostPath } from './path.ts'
import { statResult } from './statResult.ts'

/** Reports what a path is; changes nothing. */
export const stat = hostModule({
  name: 'stat',
  summary: 'Report what a path on the host is.',
  reach: 'host',
  args: z.strictObject({
    path: hostPath.meta({ description: 'The path to look at.' }),
    follow: z
      .boolean()
      .default(false)
      .meta({ description: 'Look at what a link points at, not at the link.' }),
    get_checksum: z.boolean().default(true).meta({ description: 'Hash the content of a file.' }),
    checksum_algorithm: z
      .enum(['sha256', 'sha1', 'sha512', 'sha384', 'sha224', 'md5'])
      .default('sha256')
      .meta({ description: 'How the content is hashed.' }),
    get_mime: z
      .boolean()
      .default(true)
      .meta({ description: 'Guess type and charset, where the host has `file`.' }),
    get_attributes: z
      .boolean()
      .default(true)
      .meta({ description: 'List extended flags, where the host has `lsattr`.' }),
  }),
  examples: [
    'stat: { path: /etc/motd }',
    'stat: { path: /etc/localtime, follow: true, get_checksum: false }',
  ],
  returns: {
    stat: 'exists; then path, mode, isreg, isdir, islnk, uid, gid, pw_name, gr_name, size, mtime, checksum, ...',
  },
  compile({ path, follow, get_checksum, checksum_algorithm, get_mime, get_attributes }) {
    const look = follow ? sh`-L` : sh``
    return {
      check: lines(
        sh`f=${path}`,
        follow ? sh`[ -e "$f" ] || exit 0` : sh`[ -e "$f" ] || [ -h "$f" ] || exit 0`,
        sh`s=$(stat ${[look]} -c '%f %u %g %U %G %s %X %Y %Z %i %d %h' -- "$f") || exit 2`,
        emit('stat', sh`"$s"`),
        emit('access', ACCESS),
        ...(follow ? [] : [LINK]),
        ...(get_checksum ? [checksum(checksum_algorithm, follow)] : []),
        ...(get_mime ? [optional('file', 'mime', sh`file -b -i ${[look]} -- "$f"`)] : []),
        ...(get_attributes ? [optional('lsattr', 'flags', sh`lsattr -d -- "$f" 2>/dev/null`)] : []),
      ),
      apply: sh`:`,
      result: parts => ({ stat: statResult(path, fieldsOfParts(parts)) }),
    }
  },
})

const ACCESS: Shell = sh`"$([ ! -r "$f" ] || echo r; [ ! -w "$f" ] || echo w; [ ! -x "$f" ] || echo x)"`

const LINK: Shell = sh`if [ -h "$f" ]; then
${[emitOutput('target', sh`readlink -- "$f"`), emitOutput('source', sh`readlink -f -- "$f"`)]}
fi`

function checksum(algorithm: string, follow: boolean): Shell {
  const regular = follow ? sh`[ -f "$f" ]` : sh`[ -f "$f" ] && [ ! -h "$f" ]`
  return sh`if ${[regular]} && [ -r "$f" ]; then ${[emitOutput('checksum', sh`${`${algorithm}sum`} <"$f"`)]}; fi`
}

function optional(command: string, field: string, output: Shell): Shell {
  return sh`if command -v ${command} >/dev/null; then ${[emitOutput(field, output)]}; fi`
}
