import type { Tls } from '../../base/exchange.ts'
import { Fault } from '../../base/fault.ts'
import type { Remote } from '../../engine/module/index.ts'
import { readRemote } from '../files/readRemote.ts'
import type { UriArgs } from './uri.ts'

/** Whom to trust, and how to show who one is: the certificates that a request needs, read from where its arguments say. */
export async function tlsOf(
  { ca_path, ca_content, client_cert, client_key, validate_certs, url }: UriArgs,
  remote: Remote,
): Promise<Tls> {
  const secure = url.startsWith('https:')
  const read = async (source: string | undefined): Promise<string | undefined> => {
    if (source === undefined || !secure) return undefined
    return source.includes('-----BEGIN') ? source : readPem(remote, source)
  }
  const ca = ca_content ?? (await read(ca_path))
  const cert = await read(client_cert)
  const key = await read(client_key)
  return {
    rejectUnauthorized: validate_certs,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
}

async function readPem(remote: Remote, path: string): Promise<string> {
  const bytes = await readRemote(remote, path)
  if (!bytes) throw new Fault(`${path} is not there on the host`)
  return bytes.toString('utf8')
}
