import { sign } from 'node:crypto'
import { formatOf, type Signature } from './jws.ts'
import type { ManifestKey } from './signingKey.ts'
import { signedBytes } from './verify.ts'

/** Signs a manifest that has no signatures in it. */
export function signManifest(payload: Buffer, key: ManifestKey, now = new Date()): Signature {
  // Without fractions of a second, as all signatures have it: each has as many bytes as the next.
  const time = now.toISOString().replace(/\.\d+/, '')
  const text = Buffer.from(JSON.stringify({ ...formatOf(payload), time })).toString('base64url')
  const signing = { key: key.private, dsaEncoding: 'ieee-p1363' } as const
  return {
    header: { jwk: key.jwk, alg: key.algorithm },
    signature: sign('sha256', signedBytes(text, payload), signing).toString('base64url'),
    protected: text,
  }
}
