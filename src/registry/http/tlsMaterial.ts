import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type TlsOptions } from 'node:tls'
import { Fault, messageOf } from '../../base/fault.ts'
import type { HttpConfig } from '../config/index.ts'
import { ciphersOf, SAFE_CIPHERS } from './ciphers.ts'
import { clientAuthOptions } from './clientCertificates.ts'

/** Nothing older than 1.2 is spoken, whatever is asked for. */
const MINIMUM = {
  'tls1.0': 'TLSv1.2',
  'tls1.1': 'TLSv1.2',
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
} as const

/** Reads certificate, key and the authorities of clients. Throws a Fault that names the key of the one that can't be used. */
export async function loadTls(config: HttpConfig['tls']): Promise<TlsOptions | undefined> {
  // One without the other doesn't pass the configuration's own checks.
  if (config?.certificate === undefined || config.key === undefined) return undefined
  const cert = await read('certificate', config.certificate)
  const key = await read('key', config.key)
  const certificate = parseCertificate('certificate', config.certificate, cert)
  if (new Date(certificate.validTo) < new Date()) {
    throw fault('certificate', `${config.certificate} expired on ${certificate.validTo}`)
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const message = messageOf(error)
    if (/key values mismatch/.test(message)) {
      throw fault('key', `${config.key} is not the key of ${config.certificate}`, error)
    }
    const isLocked = /interrupted or cancelled|bad decrypt|bad password/i.test(message)
    const what = isLocked ? 'it is encrypted, and nobody is there to give the password' : message
    throw fault('key', `${config.key}: ${what}`, error)
  }
  const { ciphersuites, minimumtls, clientcas, clientauth } = config
  return {
    cert,
    key,
    minVersion: MINIMUM[minimumtls],
    ciphers: ciphersuites.length > 0 ? ciphersOf(ciphersuites) : SAFE_CIPHERS,
    honorCipherOrder: true,
    ALPNProtocols: ['http/1.1'],
    ...(clientcas.length > 0 && {
      ca: await Promise.all(clientcas.map(readAuthority)),
      ...clientAuthOptions(clientauth),
    }),
  }
}

async function readAuthority(path: string): Promise<Buffer> {
  const pem = await read('clientcas', path)
  parseCertificate('clientcas', path, pem)
  return pem
}

function parseCertificate(key: string, path: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw fault(key, `${path} is no certificate`, error)
  }
}

async function read(key: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw fault(key, `cannot read ${path}: ${messageOf(error)}`, error)
  }
}

function fault(key: string, message: string, cause?: unknown): Fault {
  return new Fault(`config: http.tls.${key}: ${message}`, { cause })
}
