import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { ApiServerConfig } from './config.ts'

/** A running API server. */
export interface ApiServer {
  close(): Promise<void>
}

/** Serves until closed. */
export async function startApiServer(config: ApiServerConfig): Promise<ApiServer> {
  const [cert, key, ca] = await Promise.all(
    [config.certificate, config.key, config.clientCa].map(path => readFile(path)),
  )
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: false }
  const server = createServer(options, ({ url = '' }, response) => {
    const healthy = url === '/healthz' || url === '/healthz/ready'
    response.writeHead(healthy ? 200 : 404, { 'content-type': 'text/plain' })
    response.end(healthy ? 'ok' : 'not found')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.address, resolve)
  })
  return {
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
