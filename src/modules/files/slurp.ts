import { z } from 'zod'
import { hostModule, sh } from '../../engine/module/index.ts'
import { hostPath } from './path.ts'

/** Reads a file of the host into the result; changes nothing. */
export const slurp = hostModule({
  name: 'slurp',
  summary: 'Read a file of the host (up to 1 MiB) into the result.',
  reach: 'host',
  args: z.strictObject({
    src: hostPath.meta({ description: 'The file to read.' }),
  }),
  examples: ['slurp: { src: /etc/machine-id }'],
  returns: {
    content: 'the bytes in Base64; `b64decode` makes text of them',
    encoding: 'base64',
    source: 'the file',
  },
  compile: ({ src }) => ({
    check: sh`[ -f ${src} ] || { echo ${`${src} is not a file on the host`} >&2; exit 2; }
n=$(wc -c <${src}) || exit 2
[ "$n" -le 1048576 ] || { echo ${`${src} is bigger than 1 MiB`} >&2; exit 2; }
cat -- ${src} || exit 2`,
    apply: sh`:`,
    result: ({ check }) => ({
      content: check?.stdout.toString('base64') ?? '',
      encoding: 'base64',
      source: src,
    }),
  }),
})
