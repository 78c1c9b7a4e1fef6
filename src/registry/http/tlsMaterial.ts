import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { Fault, messageOf } from '../../base/fault.ts'
import type { HttpConfig } from '../config/index.ts'
import type { TlsMaterial } from './listener.ts'

/** Nothing older than 1.2 is spoken, whatever is asked for. */
const MINIMUM = {
  'tls1.0': 'TLSv1.2',
  'tls1.1': 'TLSv1.2',
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
} as const

/** Reads certificate and key. Throws a Fault that names the key of the one that can't be used. */
export async function loadTls(config: HttpConfig['tls']): Promise<TlsMaterial | undefined> {
  // One without the other doesn't pass the configuration's own checks.
  if (config?.certificate === undefined || config.key === undefined) return undefined
  const cert = await read('certificate', config.certificate)
  const key = await read('key', config.key)
  const certificate = parseCertificate(cert, config.certificate)
  if (new Date(certificate.validTo) < new Date()) {
    throw fault('certificate', `${config.certificate} expired on ${certificate.validTo}`)
  }
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const mismatch = /key values mismatch/.test(messageOf(error))
    const what = mismatch
      ? `${config.key} is not the key of ${config.certificate}`
      : `${config.key}: ${messageOf(error)}`
    throw fault('key', what, error)
  }
  return { cert, key, minVersion: MINIMUM[config.minimumtls] }
}

function parseCertificate(pem: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw fault('certificate', `${path} is no certificate`, error)
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
