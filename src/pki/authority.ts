import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { validity } from './validity.ts'

/** A signer's certificate (or chain, its own first) and private key, both PEM. */
export interface Authority {
  readonly certificate: string
  readonly key: string
}

export interface CaOptions {
  /** The common name. Without one it is `openshift-signer@` and the time in seconds. */
  readonly name?: string
  readonly days?: number
}

/** Makes a self-signed authority with a fresh RSA key, valid for five years unless told. */
export async function createCa({ name, days = 1825 }: CaOptions = {}): Promise<Authority> {
  // Loaded on demand: the encoder is slow to load and most runs sign nothing.
  const [{ signCertificate }, extensions] = await Promise.all([
    import('./sign.ts'),
    import('./extensions.ts'),
  ])
  const { publicKey, privateKey } = await newKeyPair()
  const certificate = signCertificate(
    {
      subject: { commonName: name ?? `openshift-signer@${Math.floor(Date.now() / 1000)}` },
      publicKey,
      serial: randomSerial(),
      ...validity(days),
      extensions: [extensions.basicConstraints(true), extensions.keyUsage(true)],
    },
    { key: privateKey },
  )
  return { certificate, key: keyText(privateKey) }
}

/** A fresh RSA key pair, made off the event loop. */
export async function newKeyPair(): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
}

/** A private key in the PEM form that old readers know. */
export function keyText(key: KeyObject): string {
  const type = key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'pkcs8'
  return key.export({ type, format: 'pem' }).toString()
}

/** A positive serial of 127 random bits: two signers with one key never clash. */
export function randomSerial(): Buffer {
  const serial = randomBytes(16)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return serial
}
