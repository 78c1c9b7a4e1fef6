import { readFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type ApiServerConfig, settingsOf } from './config.ts'
import { answerWith } from './core.ts'
import { seedsOf } from './seeds.ts'
import { openStore } from './store/store.ts'

/** A running API server. */
export interface ApiServer {
  readonly url: string
  close(): Promise<void>
}

/** Serves until closed. Throws a Fault for a configuration that can't be. */
export async function startApiServer(config: ApiServerConfig): Promise<ApiServer> {
  const settings = settingsOf(config)
  const [cert, key, ca] = await Promise.all(
    [settings.certificate, settings.key, settings.clientCa].map(path => readFile(path)),
  )
  const store = await openStore(settings.state, () => seedsOf(settings))
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: false }
  const server = createServer(options, answerWith(store, settings))
  server.requestTimeout = 60_000
  server.headersTimeout = 20_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.address, resolve)
  })
  // A server that listens at an address has one.
  const { port } = server.address() as AddressInfo
  return {
    url: `https://${settings.address}:${port}`,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
      await store.close()
    },
  }
}
