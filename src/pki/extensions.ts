import { createHash, type KeyObject } from 'node:crypto'
import { bits, type Der, encode, octets, oid, sequence, tagged, yes } from './der.ts'
import { addressBytes } from './name.ts'

const ID = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const

const PURPOSE = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const

/** Marks an authority, or says that this is none. */
export function basicConstraints(isCa: boolean): Der {
  return extension(ID.basicConstraints, isCa ? sequence(yes()) : sequence(), true)
}

/** digitalSignature and keyEncipherment, with keyCertSign for an authority. */
export function keyUsage(isCa: boolean): Der {
  return extension(
    ID.keyUsage,
    isCa ? bits(Buffer.from([0b1010_0100]), 2) : bits(Buffer.from([0b1010_0000]), 5),
    true,
  )
}

/** What a leaf may be used for. */
export function extendedKeyUsage(purpose: keyof typeof PURPOSE): Der {
  return extension(ID.extendedKeyUsage, sequence(oid(PURPOSE[purpose])))
}

/** Host names as DNS names, addresses as IP addresses. */
export function alternativeNames(names: readonly string[]): Der {
  return extension(ID.alternativeNames, sequence(...names.map(generalName)))
}

/** The identifier of the certificate's own key. */
export function subjectKey(key: KeyObject): Der {
  return extension(ID.subjectKey, octets(keyId(key)))
}

/** The identifier of the signer's key. */
export function authorityKey(id: Uint8Array): Der {
  return extension(ID.authorityKey, sequence(tagged(0, id)))
}

/** The object identifier of the subject key extension, encoded. */
export function subjectKeyOid(): Buffer {
  return encode(oid(ID.subjectKey))
}

/** How this house names a public key: the first 160 bits of the SHA-256 of its SubjectPublicKeyInfo. */
export function keyId(key: KeyObject): Buffer {
  const spki = key.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest().subarray(0, 20)
}

function generalName(name: string): Der {
  const address = addressBytes(name)
  return address ? tagged(7, address) : tagged(2, Buffer.from(name, 'latin1'))
}

function extension(id: string, value: Der, critical = false): Der {
  return sequence(oid(id), ...(critical ? [yes()] : []), octets(value))
}
