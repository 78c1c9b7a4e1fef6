import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { Fault } from '../base/fault.ts'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** The certificates in a text, in order, whatever stands around them. Throws a Fault when there is none or one can't be read. */
export function readCertificates(text: string): [X509Certificate, ...X509Certificate[]] {
  const [first, ...rest] = (text.match(CERTIFICATE) ?? []).map(readOne)
  if (!first) throw new Fault('there is no PEM certificate in this text')
  return [first, ...rest]
}

/** The private key in a text, whatever stands around it. Throws a Fault for none, a broken or an encrypted one. */
export function readPrivateKey(text: string): KeyObject {
  try {
    return createPrivateKey(text)
  } catch (error) {
    if (/ENCRYPTED/.test(text))
      throw new Fault('the private key is encrypted with a passphrase', {
        hint: 'store it decrypted, readable by its owner alone: openssl pkey -in KEY -out KEY.new',
        cause: error,
      })
    throw new Fault('there is no readable PEM private key in this text', { cause: error })
  }
}

/** DER bytes as a PEM block, ending in a newline. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

function readOne(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new Fault('a PEM certificate in this text is broken', { cause: error })
  }
}
