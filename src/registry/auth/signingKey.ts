import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint } from 'jose'
import { Fault, messageOf } from '../../base/fault.ts'

/** A key that signs tokens. */
export interface SigningKey {
  readonly algorithm: 'EdDSA' | 'ES256'
  /** Its thumbprint (RFC 7638). */
  readonly id: string
  readonly private: KeyObject
  readonly public: KeyObject
}

/** Keeps a key in a place that all processes of a registry share: the one that is there, or what `make` makes. */
export type Keep = (make: () => string) => Promise<string>

/** The key of a file, or without one the key that the storage keeps. Throws a Fault for a key of another kind. */
export async function signingKey(path: string | undefined, keep: Keep): Promise<SigningKey> {
  const pem = path === undefined ? await keep(newKey) : await read(path)
  return keyOf(pem, path)
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function keyOf(pem: string, path: string | undefined): Promise<SigningKey> {
  const key = parse(pem, path)
  const publicKey = createPublicKey(key)
  const id = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }))
  return { algorithm: algorithmOf(key, path), id, private: key, public: publicKey }
}

function parse(pem: string, path: string | undefined): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw fault(path, 'is no private key', error)
  }
}

function algorithmOf(key: KeyObject, path: string | undefined): SigningKey['algorithm'] {
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA'
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return 'ES256'
  throw fault(path, 'must be an Ed25519 or a P-256 key')
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Fault(`config: auth.tokens.key: cannot read ${path}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

function fault(path: string | undefined, what: string, cause?: unknown): Fault {
  return new Fault(`config: auth.tokens.key: ${path ?? 'the key in the storage'} ${what}`, {
    cause,
  })
}
