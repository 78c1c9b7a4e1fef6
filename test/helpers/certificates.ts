import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { basicConstraints, keyUsage } from '../../src/pki/extensions.ts'
import type { Authority } from '../../src/pki/index.ts'
import { signCertificate } from '../../src/pki/sign.ts'

/** An authority with an elliptic key, as another tool could have made it. */
export function ecAuthority(curve: string, name = 'ec-signer'): Authority {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve })
  const now = Date.now()
  const certificate = signCertificate(
    {
      subject: { commonName: name },
      publicKey: createPublicKey(privateKey),
      serial: Buffer.from([1]),
      notBefore: new Date(now - 1000),
      notAfter: new Date(now + 86_400_000),
      extensions: [basicConstraints(true), keyUsage(true)],
    },
    { key: privateKey },
  )
  return { certificate, key: privateKey.export({ type: 'sec1', format: 'pem' }).toString() }
}
