import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
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
  const store = await openStore(settings.state, () => seedsOf(settings))
  const stopEmptying = emptyNamespaces(store)
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: false, ...LIMITS },
    handlerFor(store, settings),
  )
  try {
    await listen(server, settings)
  } catch (error) {
    await stopEmptying()
    await store.close()
    throw error
  }
  // A server that listens at an address has one.
  const { port } = server.address() as AddressInfo
  return {
    url: `https://${settings.address}:${port}`,
    async close() {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
      await stopEmptying()
      await store.close()
    },
  }
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
