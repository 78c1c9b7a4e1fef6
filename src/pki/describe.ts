import type { X509Certificate } from 'node:crypto'
import { normalName } from './name.ts'
import { readCertificates, readPrivateKey } from './pem.ts'

/** What a certificate says of itself. */
export interface Description {
  /** Attributes in one line: `O=org, CN=name`. */
  readonly subject: string
  readonly issuer: string
  /** Every name it is valid for, sorted; an address counts once, however it is listed. */
  readonly names: readonly string[]
  readonly notBefore: Date
  readonly notAfter: Date
  /** SHA-256 of the whole certificate, hexadecimal with colons. */
  readonly fingerprint: string
  readonly serial: string
  readonly isCa: boolean
}

/** Describes the first certificate in a text. Throws a Fault when there is none. */
export function describe(pem: string): Description {
  const [certificate] = readCertificates(pem)
  return {
    subject: certificate.subject.replaceAll('\n', ', '),
    issuer: certificate.issuer.replaceAll('\n', ', '),
    names: namesOf(certificate),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    serial: certificate.serialNumber,
    isCa: certificate.ca,
  }
}

/** Whether the first certificate in a text is for this private key. Unreadable texts don't match. */
export function matchesKey(certificate: string, key: string): boolean {
  return reads(() => readCertificates(certificate)[0].checkPrivateKey(readPrivateKey(key)))
}

/** Whether the first certificate in a text was signed by the first in the other. Unreadable texts weren't. */
export function isSignedBy(certificate: string, ca: string): boolean {
  return reads(() => {
    const [leaf] = readCertificates(certificate)
    const [signer] = readCertificates(ca)
    return leaf.checkIssued(signer) && leaf.verify(signer.publicKey)
  })
}

function namesOf(certificate: X509Certificate): string[] {
  const entries = (certificate.subjectAltName ?? '').split(', ')
  const names = entries.flatMap(entry => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/.exec(entry) ?? []
    return name === undefined ? [] : [normalOr(name)]
  })
  return [...new Set(names)].sort()
}

/** A foreign certificate may hold names that this house would refuse; they are still what it says. */
function normalOr(name: string): string {
  try {
    return normalName(name)
  } catch {
    return name.toLowerCase()
  }
}

function reads(question: () => boolean): boolean {
  try {
    return question()
  } catch {
    // No key or certificate can be read: there is nothing that could match.
    return false
  }
}
