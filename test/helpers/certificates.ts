import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { basicConstraints, keyUsage } from '../../src/pki/extensions.ts'
import type { Authority } from '../../src/pki/index.ts'
import { signCertificate } from '../../src/pki/sign.ts'

export interface AuthorityOptions {
  readonly curve?: string
  readonly name?: string
  readonly days?: number
}

/** An authority with an elliptic key, as another tool could have made it. Made in no time, unlike an RSA one. */
export function ecAuthority({
  curve = 'P-256',
  name = 'ec-signer',
  days = 1000,
}: AuthorityOptions = {}): Authority {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve })
  const now = Date.now()
  const certificate = signCertificate(
    {
      subject: { commonName: name },
      publicKey: createPublicKey(privateKey),
      serial: Buffer.from([1]),
      notBefore: new Date(now - 3_600_000),
      notAfter: new Date(now + days * 86_400_000),
      extensions: [basicConstraints(true), keyUsage(true)],
    },
    { key: privateKey },
  )
  return { certificate, key: privateKey.export({ type: 'sec1', format: 'pem' }).toString() }
}
