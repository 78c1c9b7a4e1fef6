import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { deferred } from '../../base/deferred.ts'
import { Fault, messageOf } from '../../base/fault.ts'
import { type ApiServerConfig, type Settings, settingsOf } from './config.ts'
import { emptyNamespaces } from './control/namespaces.ts'
import { handlerFor } from './http/handler.ts'
import { seedsOf } from './seeds.ts'
import { openStore } from './store/store.ts'

/** A running API server. */
export interface ApiServer {
  readonly url: string
  /** Resolves when it has let go of its port and its files. */
  close(): Promise<void>
}

/** Serves until closed. Throws a Fault for a configuration that can't be, or a port that can't be had. */
export async function startApiServer(config: ApiServerConfig): Promise<ApiServer> {
  const settings = settingsOf(config)
  const tls = await credentialsOf(settings)
  const handler = deferred<RequestListener>()
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: false, ...LIMITS },
    async (request, response) => (await handler.promise)(request, response),
  )
  // Before it opens its objects: a second server that was started by mistake finds the port taken, and leaves them alone.
  await listen(server, settings)
  const store = await openStore(settings.state, () => seedsOf(settings)).catch(async error => {
    await closed(server)
    throw error
  })
  const stopEmptying = emptyNamespaces(store)
  handler.resolve(handlerFor(store, settings))
  // A server that listens at an address has one.
  const { port } = server.address() as AddressInfo
  return {
    url: `https://${settings.address}:${port}`,
    async close() {
      await closed(server)
      await stopEmptying()
      await store.close()
    },
  }
}

async function closed(server: Server): Promise<void> {
  const end = new Promise(resolve => server.close(resolve))
  server.closeAllConnections()
  await end
}

/** For what clients send. What they are sent may take as long as they like to watch. */
const LIMITS = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 60_000,
  handshakeTimeout: 20_000,
}

async function credentialsOf({ certificate, key, clientCa }: Settings) {
  const [cert, privateKey, ca] = await Promise.all([certificate, key, clientCa].map(read))
  return { cert, key: privateKey, ca }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw new Fault(`API server: ${messageOf(error)}`, { cause: error })
  }
}

async function listen(server: Server, { address, port }: Settings): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, address, resolve)
    })
  } catch (error) {
    throw new Fault(`API server: ${messageOf(error)}`, { cause: error })
  }
}
