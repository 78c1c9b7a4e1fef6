import { statSync } from 'node:fs'
import type { Server } from 'node:http'
import { Server as TlsServer } from 'node:https'
import { messageOf } from '../../base/fault.ts'
import type { HttpConfig } from '../config/index.ts'
import type { Log } from '../observe/log.ts'
import { loadTls } from './tlsMaterial.ts'

/** How often it is looked whether the files have changed. */
const INTERVAL = 1000

/** Uses a new certificate as soon as its files are there; connections that are open go on with the old one. What can't be used is logged, and the old one stays. */
export function reloadTls(server: Server, config: HttpConfig['tls'], log: Log): Disposable {
  if (!(server instanceof TlsServer) || config === undefined) {
    return { [Symbol.dispose]: () => undefined }
  }
  const files = [config.certificate, config.key, ...config.clientcas].filter(
    name => name !== undefined,
  )
  let stamp = stampOf(files)
  const timer = setInterval(() => {
    const now = stampOf(files)
    if (now === stamp) return
    stamp = now
    loadTls(config).then(
      material => {
        if (material === undefined) return
        server.setSecureContext(material)
        log.info('uses the certificate that has changed', { file: config.certificate })
      },
      error => {
        log.error('cannot use the certificate that has changed; the old one stays', {
          file: config.certificate,
          'err.message': messageOf(error),
        })
      },
    )
  }, INTERVAL)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

function stampOf(files: readonly string[]): string {
  return files
    .map(file => statSync(file, { bigint: true, throwIfNoEntry: false }))
    .map(found => (found ? `${found.ino} ${found.size} ${found.mtimeNs}` : 'missing'))
    .join(', ')
}
