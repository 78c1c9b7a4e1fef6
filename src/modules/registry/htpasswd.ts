import { z } from 'zod'
import { hashPassword, verifyPassword } from '../../base/bcrypt.ts'
import { Fault } from '../../base/fault.ts'
import { controllerModule, type Difference } from '../../engine/module/index.ts'
import { attributeArgs } from '../files/attributes.ts'
import { hostPath } from '../files/path.ts'
import { readRemote } from '../files/readRemote.ts'
import { writeScript } from '../files/writeScript.ts'
import { hashesOf, withoutUser, withUser } from './htpasswdFile.ts'
import { modeText } from './modeText.ts'

const NEW_FILE_MODE = '0600'
/** bcrypt reads no more. */
const MOST_BYTES = 72

const args = z.strictObject({
  path: hostPath.meta({ description: 'The file; made when it is not there.' }),
  name: z
    .string()
    .regex(/^[^:\s#][^:\r\n]{0,254}$/, 'is no user name for an htpasswd file')
    .meta({ description: 'The user.' }),
  password: z
    .string()
    .min(1)
    .refine(text => Buffer.byteLength(text) <= MOST_BYTES, `has more than ${MOST_BYTES} bytes`)
    .optional()
    .meta({ description: 'The password; needed unless the user is to be absent.' }),
  state: z
    .enum(['present', 'absent'])
    .default('present')
    .meta({ description: 'Whether the user is to be there.' }),
  cost: z.int().min(4).max(17).default(10).meta({
    description: 'bcrypt cost of a new hash. An old one of a lower cost is made anew.',
  }),
  ...attributeArgs,
  mode: modeText.optional().meta({ description: 'Mode of the file; of a new one, 0600.' }),
})

/** Keeps a user in an htpasswd file. */
export const htpasswd = controllerModule({
  name: 'htpasswd',
  summary: 'Keep a user and password in an htpasswd file, hashed with bcrypt.',
  args,
  examples: [
    `htpasswd:
  path: /etc/registry/htpasswd
  name: builder
  password: "{{ registry_builder_password }}"
  owner: registry
  mode: "0640"`,
    'htpasswd: { path: /etc/registry/htpasswd, name: former, state: absent }',
  ],
  returns: { name: 'the user', path: 'the file' },
  secrets: ['password'],
  async run(task, context) {
    const { path, name, state, owner, group } = task
    const old = (await readRemote(context.remote, path))?.toString('utf8')
    const content = await wantedText(old ?? '', task)
    const result = { name, path }
    if (old === undefined && state === 'absent') return { kind: 'ok', result }
    const mode = task.mode ?? (old === undefined ? NEW_FILE_MODE : undefined)
    const script = writeScript({ path, content, owner, group, mode }, context)
    const { check, apply } = script
    const { kind } = await context.remote.run({ check, apply })
    return { kind, result, differences: differencesOf(path, name, old ?? '', content) }
  },
})

async function wantedText(text: string, task: z.output<typeof args>): Promise<string> {
  const { name, password, cost, state } = task
  if (state === 'absent') return withoutUser(text, name)
  if (password === undefined) throw new Fault(`user ${name} needs a password`)
  const [hash, ...more] = hashesOf(text, name)
  const isKept =
    hash !== undefined && costOf(hash) >= cost && (await verifyPassword(password, hash))
  if (isKept && more.length === 0) return text
  return withUser(text, name, isKept ? hash : await hashPassword(password, cost))
}

function costOf(hash: string): number {
  return Number(/^\$2[aby]\$(\d\d)\$/.exec(hash)?.[1] ?? 0)
}

/** Whether the user is there and with the old password or another; never a hash. */
function differencesOf(path: string, name: string, old: string, content: string): Difference[] {
  if (old === content) return []
  const known = hashesOf(old, name)
  const shown = (text: string): string =>
    hashesOf(text, name)
      .map(hash => `${name}: ${known.includes(hash) ? '(a password)' : '(a new password)'}\n`)
      .join('')
  return [{ name: path, before: shown(old), after: shown(content) }]
}
