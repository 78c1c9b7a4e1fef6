import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { controllerModule, type Outcome, type RunContext } from '../../engine/module/index.ts'
import { type Authority, createCa, describe, formatSerial, matchesKey } from '../../pki/index.ts'
import { attributeArgs } from '../files/attributes.ts'
import { hostPath } from '../files/path.ts'
import { type FoundPair, readPair } from './readPair.ts'
import { writeFiles } from './writeFiles.ts'

const args = z.strictObject({
  path: hostPath.meta({ description: 'The certificate: `/etc/origin/master/ca.crt`.' }),
  key_path: hostPath.meta({ description: 'The private key: `/etc/origin/master/ca.key`.' }),
  serial_path: hostPath
    .optional()
    .meta({ description: 'Serial file to make beside a new CA, for tools that number from it.' }),
  name: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .meta({ description: 'Common name of a new CA; else `openshift-signer@` and the time.' }),
  days: z.int().positive().default(1825).meta({ description: 'Days for which a new CA is valid.' }),
  owner: attributeArgs.owner,
  group: attributeArgs.group,
})

type Args = z.output<typeof args>

/** Keeps a certificate authority. */
export const x509Ca = controllerModule({
  name: 'x509_ca',
  summary: 'Make a certificate authority once; adopt one that is there, and never overwrite it.',
  args,
  examples: [
    `x509_ca:
  path: /etc/origin/master/ca.crt
  key_path: /etc/origin/master/ca.key
  serial_path: /etc/origin/master/ca.serial.txt`,
  ],
  returns: {
    certificate: 'the certificate in PEM; in check mode of a CA that would be made, an example',
    fingerprint: 'its SHA-256, hexadecimal with colons',
    subject: 'its name',
    not_after: 'when it expires, in ISO 8601',
    created: 'true when it was, or would be, made now',
  },
  async run(task, context) {
    const found = await readPair(context.remote, task)
    if (found.certificate !== undefined || found.key !== undefined)
      return { kind: 'ok', result: { ...resultOf(adopted(found, task)), created: false } }
    return create(task, context)
  },
})

/** The certificate of the CA that is there. Throws a Fault for one that can't sign. */
function adopted({ certificate, key }: FoundPair, { path, key_path }: Args): string {
  const hint = 'restore it from a backup; to begin with a new CA, move both files away'
  if (certificate === undefined)
    throw new Fault(`the key ${key_path} is there but its certificate ${path} is not`, { hint })
  if (key === undefined)
    throw new Fault(`the certificate ${path} is there but its key ${key_path} is not`, { hint })
  const { isCa, subject, notAfter } = describe(certificate)
  if (!matchesKey(certificate, key))
    throw new Fault(`the key ${key_path} is not the one of the certificate ${path}`, { hint })
  if (!isCa) throw new Fault(`the certificate ${path} (${subject}) is not an authority's`)
  if (notAfter.getTime() <= Date.now())
    throw new Fault(`the CA ${path} (${subject}) expired on ${notAfter.toISOString()}`, {
      hint: 'what it signed is no longer trusted: a new CA must be distributed before it is used',
    })
  return certificate
}

async function create(task: Args, context: RunContext): Promise<Outcome> {
  const ca = await createCa({
    days: task.days,
    ...(task.name === undefined ? {} : { name: task.name }),
  })
  if (!context.check) await context.remote.run(writeFiles(filesOf(ca, task), context))
  const result = { ...resultOf(ca.certificate), created: true }
  const after = `subject: ${result.subject}\nvalid for: ${task.days} days\n`
  return { kind: 'changed', result, differences: [{ name: task.path, before: '', after }] }
}

/** The certificate comes last: with it there, all is there. */
function filesOf(
  { certificate, key }: Authority,
  { path, key_path, serial_path, owner, group }: Args,
) {
  const serial = { path: serial_path ?? '', content: formatSerial(1n), mode: '0644' }
  return [
    { path: key_path, content: key, mode: '0600' },
    ...(serial_path === undefined ? [] : [serial]),
    { path, content: certificate, mode: '0644' },
  ].map(file => ({ ...file, owner, group }))
}

function resultOf(certificate: string) {
  const { fingerprint, subject, notAfter } = describe(certificate)
  return { certificate, fingerprint, subject, not_after: notAfter.toISOString() }
}
