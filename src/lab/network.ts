import { createServer, type Server } from 'node:net'
import { Fault } from '../base/fault.ts'
import { FLEET, hostAddress, SSH_PORT } from './model.ts'

/** A network number that no other lab can take until it is disposed of. */
export interface Reservation extends AsyncDisposable {
  readonly network: number
}

/** The octet that stands for the network while its hosts don't listen yet. */
const GATE = 1

/** Takes the first network whose addresses nobody listens on. */
export async function reserveNetwork(): Promise<Reservation> {
  for (let network = 0; network < 256; network++) {
    const reservation = await reserve(network)
    if (!reservation) continue
    if (await isFree(network)) return reservation
    await reservation[Symbol.asyncDispose]()
  }
  throw new Fault('all lab networks, 127.77.0.0/24 to 127.77.255.0/24, are in use')
}

/** Takes a network that a lab had before. */
export async function reserveAgain(network: number): Promise<Reservation> {
  const reservation = await reserve(network)
  if (reservation) return reservation
  throw new Fault(`another process uses the lab's network, 127.77.${network}.0/24`, {
    hint: 'if no other `wharf lab up` runs here, `wharf lab down` and then up takes another network',
  })
}

async function reserve(network: number): Promise<Reservation | undefined> {
  const gate = await listen(hostAddress(network, GATE))
  return gate && { network, [Symbol.asyncDispose]: () => close(gate) }
}

async function isFree(network: number): Promise<boolean> {
  const servers = await Promise.all(FLEET.map(({ octet }) => listen(hostAddress(network, octet))))
  await Promise.all(servers.map(server => server && close(server)))
  return servers.every(server => server !== undefined)
}

/** Undefined where somebody else listens. */
function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(SSH_PORT, address, () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()))
}
