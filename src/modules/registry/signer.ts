import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import type { Remote, RunContext } from '../../engine/module/index.ts'
import type { Authority } from '../../pki/index.ts'
import { hostPath } from '../files/path.ts'
import { readRemote } from '../files/readRemote.ts'
import { needText } from './readPair.ts'

/** The arguments that say which CA signs. */
export const signerArgs = {
  ca_host: z
    .string()
    .optional()
    .meta({ description: "Host that holds the CA's files; without one, the task's host." }),
  ca_certificate: hostPath
    .optional()
    .meta({ description: "The CA's certificate on that host: `/etc/origin/master/ca.crt`." }),
  ca_key: hostPath.optional().meta({
    description: "The CA's private key on that host. Read only to sign; never written or shown.",
  }),
  ca_certificate_content: z
    .string()
    .optional()
    .meta({ description: "The CA's certificate in PEM, instead of a file." }),
  ca_key_content: z
    .string()
    .optional()
    .meta({ description: "The CA's private key in PEM, instead of a file." }),
}

/** The arguments that must not be shown. */
export const SIGNER_SECRETS = ['ca_key_content'] as const

export interface SignerArgs {
  readonly ca_host?: string | undefined
  readonly ca_certificate?: string | undefined
  readonly ca_key?: string | undefined
  readonly ca_certificate_content?: string | undefined
  readonly ca_key_content?: string | undefined
}

/** The signer's certificate; undefined when the file isn't there yet. */
export async function signerCertificate(
  task: SignerArgs,
  context: RunContext,
): Promise<string | undefined> {
  if (task.ca_certificate_content !== undefined) return task.ca_certificate_content
  if (task.ca_certificate === undefined)
    throw new Fault('ca_certificate or ca_certificate_content must say which CA signs')
  const bytes = await readRemote(remoteOf(task, context), task.ca_certificate)
  return bytes?.toString('utf8')
}

/** The whole signer, its key read only now. Throws a Fault when the key can't be had. */
export async function wholeSigner(
  certificate: string,
  task: SignerArgs,
  context: RunContext,
): Promise<Authority> {
  if (task.ca_key_content !== undefined) return { certificate, key: task.ca_key_content }
  if (task.ca_key === undefined)
    throw new Fault('a certificate must be issued: ca_key or ca_key_content must give the key')
  const key = await needText(remoteOf(task, context), task.ca_key, "the CA's key")
  return { certificate, key }
}

function remoteOf({ ca_host }: SignerArgs, context: RunContext): Remote {
  if (ca_host === undefined || ca_host === context.host) return context.remote
  if (!context.remoteOf) throw new Fault(`${ca_host} is out of reach for this task`)
  return context.remoteOf(ca_host)
}
