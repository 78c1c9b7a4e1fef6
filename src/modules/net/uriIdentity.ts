import { Fault } from '../../base/fault.ts'
import type { Remote } from '../../engine/module/index.ts'
import { readRemote } from '../files/readRemote.ts'
import type { UriArgs } from './uri.ts'

/** Whom to trust, and how to show who one is. */
export interface Identity {
  readonly ca: string | undefined
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly validate: boolean
}

/** Reads the certificates that a request needs from where its arguments say. */
export async function identityOf(
  { ca_path, ca_content, client_cert, client_key, validate_certs, url }: UriArgs,
  remote: Remote,
): Promise<Identity> {
  const secure = url.startsWith('https:')
  const read = async (source: string | undefined): Promise<string | undefined> => {
    if (source === undefined || !secure) return undefined
    return source.includes('-----BEGIN') ? source : readPem(remote, source)
  }
  return {
    ca: ca_content ?? (await read(ca_path)),
    cert: await read(client_cert),
    key: await read(client_key),
    validate: validate_certs,
  }
}

async function readPem(remote: Remote, path: string): Promise<string> {
  const bytes = await readRemote(remote, path)
  if (!bytes) throw new Fault(`${path} is not there on the host`)
  return bytes.toString('utf8')
}
