import { type KeyObject, sign, type X509Certificate } from 'node:crypto'
import { Fault } from '../base/fault.ts'
import {
  bits,
  content,
  type Der,
  decode,
  encode,
  isTagged,
  nothing,
  oid,
  parts,
  sequence,
  set,
  tagged,
  time,
  unsigned,
  utf8,
} from './der.ts'
import { authorityKey, keyId, subjectKey, subjectKeyOid } from './extensions.ts'
import { toPem } from './pem.ts'

/** Who a certificate is about: a common name and, for users, their groups as organisations. */
export interface Subject {
  readonly commonName: string
  readonly organizations?: readonly string[]
}

/** What a certificate will say. */
export interface Request {
  readonly subject: Subject
  readonly publicKey: KeyObject
  readonly serial: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  readonly extensions: readonly Der[]
}

/** The key that signs, and the certificate whose name it signs in; none for one that signs itself. */
export interface Signer {
  readonly key: KeyObject
  readonly certificate?: X509Certificate
}

/**
 * Signs a certificate and returns its PEM. The issuer's name is the signer's, byte for byte, and its key identifier the one the
 * signer carries. Throws a Fault for a key of a kind that can't sign.
 */
export function signCertificate(request: Request, signer: Signer): string {
  const algorithm = algorithmOf(signer.key)
  const issuer = signer.certificate
    ? identityOf(signer.certificate)
    : { name: nameOf(request.subject), keyId: keyId(request.publicKey) }
  const body = sequence(
    tagged(0, [unsigned(Buffer.from([2]))]),
    unsigned(request.serial),
    algorithm.identifier,
    issuer.name,
    sequence(time(request.notBefore), time(request.notAfter)),
    nameOf(request.subject),
    decode(request.publicKey.export({ type: 'spki', format: 'der' })),
    tagged(3, [
      sequence(...request.extensions, subjectKey(request.publicKey), authorityKey(issuer.keyId)),
    ]),
  )
  const signature = sign(algorithm.digest, encode(body), signer.key)
  return toPem('CERTIFICATE', encode(sequence(body, algorithm.identifier, bits(signature))))
}

function nameOf({ commonName, organizations = [] }: Subject): Der {
  return sequence(
    ...organizations.map(organization => attribute('2.5.4.10', organization)),
    attribute('2.5.4.3', commonName),
  )
}

function attribute(id: string, value: string): Der {
  return set(sequence(oid(id), utf8(value)))
}

/** A signer's name as it stands in its certificate, and its key identifier. */
function identityOf(certificate: X509Certificate): { name: Der; keyId: Buffer } {
  const fields = parts(parts(decode(certificate.raw))[0])
  const [, , , , name] = isTagged(fields[0], 0) ? fields.slice(1) : fields
  if (!name) throw new Fault("the signer's certificate has no subject")
  const extensions = parts(parts(fields.find(field => isTagged(field, 3)))[0])
  const ownId = extensions.find(one => isSubjectKey(parts(one)[0]))
  const id = ownId ? content(decode(content(parts(ownId).at(-1)))) : keyId(certificate.publicKey)
  return { name, keyId: id }
}

function isSubjectKey(id: Der | undefined): boolean {
  return id !== undefined && encode(id).equals(subjectKeyOid())
}

interface Algorithm {
  readonly identifier: Der
  readonly digest: string | undefined
}

const CURVES: Record<string, { id: string; digest: string }> = {
  prime256v1: { id: '1.2.840.10045.4.3.2', digest: 'sha256' },
  secp384r1: { id: '1.2.840.10045.4.3.3', digest: 'sha384' },
  secp521r1: { id: '1.2.840.10045.4.3.4', digest: 'sha512' },
}

function algorithmOf(key: KeyObject): Algorithm {
  const kind = key.asymmetricKeyType
  if (kind === 'rsa')
    return { identifier: sequence(oid('1.2.840.113549.1.1.11'), nothing()), digest: 'sha256' }
  if (kind === 'ed25519') return { identifier: sequence(oid('1.3.101.112')), digest: undefined }
  const curve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (curve) return { identifier: sequence(oid(curve.id)), digest: curve.digest }
  throw new Fault(`certificates can't be signed with a key of type ${kind ?? 'unknown'}`, {
    hint: 'an authority needs an RSA, Ed25519, P-256, P-384 or P-521 key',
  })
}
