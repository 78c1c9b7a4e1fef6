import { statSync } from 'node:fs'
import type { Server } from 'node:http'
import { Server as TlsServer } from 'node:https'
import type { TlsOptions } from 'node:tls'
import { messageOf } from '../../base/fault.ts'
import type { HttpConfig } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { loadTls } from './tlsMaterial.ts'

export interface ReloadOptions {
  readonly tls: HttpConfig['tls']
  /** Kept, so that sessions go on at whichever process a client gets to. */
  readonly ticketKeys?: Buffer | undefined
  /** Undefined where another process tells of it. */
  readonly log: Log | undefined
  /** How often it is looked whether the files have changed, in milliseconds. */
  readonly interval?: number
}

/** Uses a new certificate as soon as its files are there; connections that are open go on with the old one. What can't be used is logged, and the old one stays. */
export function reloadTls(
  server: Server,
  { tls, ticketKeys, log, interval = 1000 }: ReloadOptions,
): Disposable {
  if (!(server instanceof TlsServer) || tls === undefined) {
    return { [Symbol.dispose]: () => undefined }
  }
  const file = tls.certificate
  const files = [file, tls.key, ...tls.clientcas].filter(name => name !== undefined)
  let used = stampOf(files)
  let seen = used
  const timer = setInterval(() => {
    const now = stampOf(files)
    // Certificate and key are seldom written at once: wait until nobody writes any more.
    const isSettled = now === seen
    seen = now
    if (!isSettled || now === used) return
    used = now
    loadTls(tls).then(use, cannotUse)
  }, interval)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }

  function use(material: TlsOptions | undefined): void {
    if (material === undefined || !(server instanceof TlsServer)) return
    server.setSecureContext({ ...material, ...(ticketKeys && { ticketKeys }) })
    log?.info('uses the certificate that has changed', { file })
  }

  function cannotUse(error: unknown): void {
    const wrong = messageOf(error)
    log?.error('cannot use what has changed; the old certificate stays', {
      file,
      'err.message': wrong,
    })
  }
}

function stampOf(files: readonly string[]): string {
  return files
    .map(file => statSync(file, { bigint: true, throwIfNoEntry: false }))
    .map(found => (found ? `${found.ino} ${found.size} ${found.mtimeNs}` : 'missing'))
    .join(', ')
}
