import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type Signature, type Signed, unverified } from './jws.ts'

/** The algorithms of RFC 7518 that such signatures are made by: each the kind of key it takes, and its hash. */
const ALGORITHMS: Readonly<Record<string, readonly [kty: string, hash: string]>> = {
  ES256: ['EC', 'sha256'],
  ES384: ['EC', 'sha384'],
  ES512: ['EC', 'sha512'],
  RS256: ['RSA', 'sha256'],
  RS384: ['RSA', 'sha384'],
  RS512: ['RSA', 'sha512'],
}

/** Throws OciError unless each signature of a manifest was made of its content, by the key that it names. */
export function verifySignatures({ payload, signatures }: Signed): void {
  for (const signature of signatures) {
    if (!isMadeOf(payload, signature)) throw unverified('a signature is not of its content')
  }
}

function isMadeOf(payload: Buffer, { header, signature, protected: text }: Signature): boolean {
  const [kty, hash] = ALGORITHMS[header.alg] ?? []
  if (kty === undefined || header.jwk?.['kty'] !== kty) {
    throw unverified(`a signature must name its key, and be made by ${Object.keys(ALGORITHMS)}`)
  }
  const key = { key: publicKey(header.jwk), dsaEncoding: 'ieee-p1363' } as const
  return verify(hash, signedBytes(text, payload), key, Buffer.from(signature, 'base64url'))
}

/** What is really signed: what is protected, and the payload. */
export function signedBytes(protectedText: string, payload: Buffer): Buffer {
  return Buffer.from(`${protectedText}.${payload.toString('base64url')}`)
}

function publicKey(key: Readonly<Record<string, string>>): KeyObject {
  try {
    return createPublicKey({ key, format: 'jwk' })
  } catch (error) {
    throw unverified(`the key of a signature can't be used`, error)
  }
}
