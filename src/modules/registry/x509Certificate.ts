import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { controllerModule, type Outcome, type RunContext } from '../../engine/module/index.ts'
import { describe, issueServerCertificate, normalName } from '../../pki/index.ts'
import { attributeArgs } from '../files/attributes.ts'
import { hostPath } from '../files/path.ts'
import { modeText } from './modeText.ts'
import { type FoundPair, readPair } from './readPair.ts'
import { reasonToIssue } from './reissue.ts'
import { SIGNER_SECRETS, signerArgs, signerCertificate, wholeSigner } from './signer.ts'
import { writeFiles } from './writeFiles.ts'

const args = z.strictObject({
  path: hostPath.meta({ description: "The server's certificate, followed by its signer's." }),
  key_path: hostPath.meta({ description: "The server's private key." }),
  names: z.array(z.string()).nonempty().meta({
    description:
      'Host names and addresses it must be valid for, no more and no less. The first becomes the common name.',
  }),
  ...signerArgs,
  days: z.int().positive().default(730).meta({ description: 'Days for which it is issued.' }),
  renew_before: z
    .int()
    .nonnegative()
    .default(30)
    .meta({ description: 'Days that must be left: with fewer, it is issued anew.' }),
  owner: attributeArgs.owner,
  group: attributeArgs.group,
  mode: modeText.default('0644').meta({ description: 'Mode of the certificate.' }),
  key_mode: modeText.default('0600').meta({ description: 'Mode of the private key.' }),
})

type Args = z.output<typeof args>

/** Keeps a server's certificate. */
export const x509Certificate = controllerModule({
  name: 'x509_certificate',
  summary:
    "Issue a server's certificate, and again only when its names, its signer or its remaining validity demand it.",
  args,
  examples: [
    `x509_certificate:
  path: /etc/registry/registry.crt
  key_path: /etc/registry/registry.key
  names: [docker-registry.default.svc, "{{ registry_service_ip }}"]
  ca_host: master1
  ca_certificate: /etc/origin/master/ca.crt
  ca_key: /etc/origin/master/ca.key`,
  ],
  returns: {
    reason: 'why it was, or would be, issued; empty when it stays',
    certificate: 'the certificate in PEM, as far as known',
    fingerprint: 'its SHA-256, hexadecimal with colons',
    names: 'the names it is valid for',
    not_after: 'when it expires, in ISO 8601',
  },
  secrets: SIGNER_SECRETS,
  async run(task, context) {
    const names = task.names.map(normalName)
    const ca = await signerCertificate(task, context)
    const found = await readPair(context.remote, task)
    if (ca === undefined) return withoutCa(found, task, context)
    const reason = reasonToIssue(found, { names, ca, renewBefore: task.renew_before })
    if (reason === undefined) return keep(found, task, context)
    if (context.check) return changed(reason, found.certificate, found, task)

    const signer = await wholeSigner(ca, task, context)
    const issued = await issueServerCertificate({ ca: signer, names, days: task.days })
    await write(issued, task, context)
    return changed(reason, issued.certificate, found, task)
  },
})

function withoutCa(found: FoundPair, task: Args, { check }: RunContext): Outcome {
  if (check) return changed('there is no CA yet', found.certificate, found, task)
  throw new Fault(`the CA's certificate ${task.ca_certificate} is not there`, {
    hint: 'make one with x509_ca first',
  })
}

/** The pair may stay; its owner and modes are still held to what was asked. */
async function keep(found: FoundPair, task: Args, context: RunContext): Promise<Outcome> {
  const { certificate = '', key = '' } = found
  const { kind } = await write({ certificate, key }, task, context)
  return { kind, result: { reason: '', ...resultOf(certificate) } }
}

function write(
  { certificate, key }: { readonly certificate: string; readonly key: string },
  { path, key_path, mode, key_mode, owner, group }: Args,
  context: RunContext,
) {
  const files = [
    { path: key_path, content: key, mode: key_mode, owner, group },
    { path, content: certificate, mode, owner, group },
  ]
  return context.remote.run(writeFiles(files, context))
}

function changed(
  reason: string,
  certificate: string | undefined,
  found: FoundPair,
  task: Args,
): Outcome {
  const after = textOf(task.names.map(normalName), `valid for: ${task.days} days`)
  return {
    kind: 'changed',
    result: { reason, ...resultOf(certificate) },
    differences: [{ name: task.path, before: beforeOf(found.certificate), after }],
  }
}

function beforeOf(certificate: string | undefined): string {
  const held = resultOf(certificate)
  return held ? textOf(held.names, `valid until: ${held.not_after}`) : ''
}

function textOf(names: readonly string[], validity: string): string {
  return [...names.toSorted().map(name => `name: ${name}`), validity, ''].join('\n')
}

/** Nothing for what is there but no certificate. */
function resultOf(certificate: string | undefined) {
  if (certificate === undefined) return undefined
  try {
    const { fingerprint, names, notAfter } = describe(certificate)
    return { certificate, fingerprint, names, not_after: notAfter.toISOString() }
  } catch {
    return undefined
  }
}
