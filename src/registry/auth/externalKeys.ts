import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  type JWTHeaderParameters,
} from 'jose'
import { Fault, messageOf } from '../../base/fault.ts'

/** Finds the key that a token of another issuer was signed with; throws where there is none that is trusted. */
export type FindKey = (header: JWTHeaderParameters) => Promise<KeyObject | CryptoKey | Uint8Array>

export interface KeyFiles {
  readonly rootcertbundle?: string | undefined
  readonly jwks?: string | undefined
}

/** The keys that a configuration trusts. Throws a Fault that names the file that can't be used. */
export async function externalKeys(
  { rootcertbundle, jwks }: KeyFiles,
  now: () => number,
): Promise<FindKey> {
  const roots = rootcertbundle === undefined ? [] : await certificatesIn(rootcertbundle)
  const byId = new Map<string, KeyObject>()
  for (const { publicKey } of roots) {
    byId.set(await calculateJwkThumbprint(publicKey.export({ format: 'jwk' })), publicKey)
    byId.set(libtrustId(publicKey), publicKey)
  }
  const set = jwks === undefined ? undefined : await keySetIn(jwks)
  return async header => {
    if (header.x5c) return keyOfChain(header.x5c, roots, now())
    const known = header.kid === undefined ? undefined : byId.get(header.kid)
    if (known) return known
    if (set) return set(header)
    throw new Error('no trusted key')
  }
}

/** The key of the first certificate of a chain that leads to a trusted one. */
function keyOfChain(
  chain: readonly string[],
  roots: readonly X509Certificate[],
  now: number,
): KeyObject {
  const [first, ...rest] = chain.map(text => new X509Certificate(Buffer.from(text, 'base64')))
  const valid = roots.filter(root => isValidAt(root, now))
  let here = first
  while (first && here && isValidAt(here, now)) {
    const current: X509Certificate = here
    if (valid.some(root => isIssued(current, root) || root.raw.equals(current.raw))) {
      return first.publicKey
    }
    here = rest.shift()
    if (here && !isIssued(current, here)) break
  }
  throw new Error('the chain leads to no trusted certificate')
}

function isValidAt({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now < Date.parse(validTo)
}

function isIssued(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** How docker's older token servers name a key. */
function libtrustId(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' })
  const bytes = createHash('sha256').update(der).digest().subarray(0, 30)
  return base32(bytes).match(/.{4}/g)?.join(':') ?? ''
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function base32(bytes: Buffer): string {
  const bits = Array.from(bytes, byte => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{5}/g) ?? []).map(five => ALPHABET[Number.parseInt(five, 2)]).join('')
}

async function certificatesIn(path: string): Promise<X509Certificate[]> {
  const text = await read('rootcertbundle', path)
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw fault('rootcertbundle', `${path} holds no certificate`)
  try {
    return blocks.map(block => new X509Certificate(block))
  } catch (error) {
    throw fault('rootcertbundle', `${path}: ${messageOf(error)}`, error)
  }
}

async function keySetIn(path: string) {
  const text = await read('jwks', path)
  try {
    return createLocalJWKSet(JSON.parse(text))
  } catch (error) {
    throw fault('jwks', `${path} is no JSON web key set`, error)
  }
}

async function read(key: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw fault(key, `cannot read ${path}: ${messageOf(error)}`, error)
  }
}

function fault(key: string, message: string, cause?: unknown): Fault {
  return new Fault(`config: auth.token.${key}: ${message}`, { cause })
}
