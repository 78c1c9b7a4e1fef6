import type { KeyObject } from 'node:crypto'
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

/** A key that signs manifests. */
export interface ManifestKey {
  readonly private: KeyObject
  readonly algorithm: 'ES256' | 'RS256'
  /** Its public half, as signatures show it. */
  readonly jwk: Readonly<Record<string, string>>
}

/** Reads a private key: PEM, or a JWK as Docker keeps its own. Throws an Error that says what is wrong with it. */
export function parseManifestKey(text: string): ManifestKey {
  const key = text.trimStart().startsWith('{')
    ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
    : createPrivateKey(text)
  const publicKey = createPublicKey(key)
  const { kty, ...numbers } = publicKey.export({ format: 'jwk' })
  const algorithm = algorithmOf(key)
  const kid = fingerprint(publicKey)
  const members = Object.entries({ ...numbers, kty: String(kty), kid }).sort()
  return { private: key, algorithm, jwk: Object.fromEntries(members) }
}

/** A new key, as PEM. */
export function newManifestKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): 'ES256' | 'RS256' {
  if (asymmetricKeyType === 'rsa') return 'RS256'
  if (asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  throw new Error('it must be an RSA or a P-256 key')
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const FINGERPRINT_BITS = 240

/** What Docker calls a key by: twelve groups of four letters. */
function fingerprint(key: KeyObject): string {
  const digest = createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
  const bits = [...digest].map(byte => byte.toString(2).padStart(8, '0')).join('')
  const letters = bits.slice(0, FINGERPRINT_BITS).match(/.{5}/g) ?? []
  const text = letters.map(five => BASE32[Number.parseInt(five, 2)]).join('')
  return (text.match(/.{4}/g) ?? []).join(':')
}
