import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto'
import { basicConstraints, keyUsage } from '../../src/pki/extensions.ts'
import type { Authority } from '../../src/pki/index.ts'
import { type Subject, signCertificate } from '../../src/pki/sign.ts'

export interface PairOptions extends Subject {
  /** Who signs it; itself, unless named. */
  readonly by?: Authority
  readonly isAuthority?: boolean
  /** It ended so long ago. */
  readonly endedDaysAgo?: number
}

/** A certificate and its key, in PEM. */
export function signedPair({
  by,
  isAuthority = false,
  endedDaysAgo = -1,
  ...subject
}: PairOptions): Authority {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const day = 86_400_000
  const certificate = signCertificate(
    {
      subject,
      publicKey: createPublicKey(privateKey),
      serial: Buffer.from([1 + Math.floor(Math.random() * 100)]),
      notBefore: new Date(Date.now() - 10 * day),
      notAfter: new Date(Date.now() - endedDaysAgo * day),
      extensions: [basicConstraints(isAuthority), keyUsage(isAuthority)],
    },
    by === undefined
      ? { key: privateKey }
      : { key: createPrivateKey(by.key), certificate: new X509Certificate(by.certificate) },
  )
  return { certificate, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
