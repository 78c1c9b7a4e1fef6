import { createPublicKey, type X509Certificate } from 'node:crypto'
import { Fault } from '../base/fault.ts'
import { type Authority, keyText, newKeyPair, randomSerial } from './authority.ts'
import type { Der } from './der.ts'
import { matchesKey } from './describe.ts'
import { normalName } from './name.ts'
import { readCertificates, readPrivateKey } from './pem.ts'
import type { Subject } from './sign.ts'
import { validity } from './validity.ts'

/** A certificate, followed by its signer's, and its private key, all PEM. */
export interface Pair {
  readonly certificate: string
  readonly key: string
}

export interface ServerRequest {
  readonly ca: Authority
  /** Host names and addresses; the first becomes the common name. */
  readonly names: readonly string[]
  readonly days?: number
  /** Big-endian bytes; random unless given. */
  readonly serial?: Uint8Array
  /** An RSA or EC key to keep; a fresh RSA one unless given. */
  readonly key?: string
}

/** Issues a server's certificate, never valid for longer than its signer. Throws a Fault for a signer that can't sign. */
export async function issueServerCertificate(request: ServerRequest): Promise<Pair> {
  const names = [...new Set(request.names.map(normalName))]
  const [first] = names
  if (first === undefined) throw new Fault('a server certificate needs at least one name')
  const { alternativeNames, extendedKeyUsage } = await import('./extensions.ts')
  const subject = { commonName: names.find(name => name.length <= 64) ?? first.slice(0, 64) }
  return issue(request, subject, [extendedKeyUsage('server'), alternativeNames(names)])
}

export interface ClientRequest {
  readonly ca: Authority
  readonly user: string
  readonly groups?: readonly string[]
  readonly days?: number
}

/** Issues a user's certificate for a cluster: the common name is the user, each organisation one of its groups. */
export async function issueClientCertificate(request: ClientRequest): Promise<Pair> {
  const { extendedKeyUsage } = await import('./extensions.ts')
  const subject = { commonName: request.user, organizations: request.groups ?? [] }
  return issue(request, subject, [extendedKeyUsage('client')])
}

interface Terms {
  readonly ca: Authority
  readonly days?: number
  readonly serial?: Uint8Array
  readonly key?: string
}

async function issue(terms: Terms, subject: Subject, purpose: readonly Der[]): Promise<Pair> {
  const { basicConstraints, keyUsage } = await import('./extensions.ts')
  const { signCertificate } = await import('./sign.ts')
  const chain = signingChain(terms.ca)
  const [certificate] = chain
  const key = terms.key === undefined ? (await newKeyPair()).privateKey : readPrivateKey(terms.key)
  const leaf = signCertificate(
    {
      subject,
      publicKey: createPublicKey(key),
      serial: terms.serial ?? randomSerial(),
      ...validity(terms.days ?? 730, new Date(certificate.validTo)),
      extensions: [basicConstraints(false), keyUsage(false), ...purpose],
    },
    { key: readPrivateKey(terms.ca.key), certificate },
  )
  return { certificate: [leaf, ...chain.map(String)].join(''), key: keyText(key) }
}

/** The certificates of an authority that may and can sign now. */
function signingChain(ca: Authority): [X509Certificate, ...X509Certificate[]] {
  const chain = readCertificates(ca.certificate)
  const [own] = chain
  if (!own.ca) throw new Fault(`the certificate of ${oneLine(own.subject)} is not an authority's`)
  if (!matchesKey(ca.certificate, ca.key))
    throw new Fault("the authority's certificate and its private key don't belong together")
  if (new Date(own.validTo).getTime() <= Date.now())
    throw new Fault(`the authority ${oneLine(own.subject)} expired on ${own.validTo}`)
  return chain
}

function oneLine(subject: string): string {
  return subject.replaceAll('\n', ', ')
}
