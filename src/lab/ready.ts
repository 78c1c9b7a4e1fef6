import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { API_CA } from './furnish/master.ts'
import { API_PORT, type Lab, type LabHost, masterOf, pathsOf, SSH_PORT } from './model.ts'

/** Resolves when a host serves what it is there for: SSH, and the API on the master. */
export async function answers(lab: Lab, host: LabHost, signal: AbortSignal): Promise<void> {
  while (!(await greets(host.address))) await delay(PAUSE, undefined, { signal })
  if (host.name !== masterOf(lab)?.name) return
  const ca = await readFile(join(pathsOf(lab.directory).root(host.name), API_CA), 'utf8')
  while (!(await isReady(host.address, ca))) await delay(PAUSE, undefined, { signal })
}

const PAUSE = 20

/** Whether an SSH server answers at an address. */
export async function greets(address: string): Promise<boolean> {
  const socket = connect(SSH_PORT, address)
  try {
    const [banner] = await once(socket, 'data', { signal: AbortSignal.timeout(2000) })
    return String(banner).startsWith('SSH-2.0')
  } catch {
    // Nobody listens, or not for long.
    return false
  } finally {
    socket.destroy()
  }
}

function isReady(host: string, ca: string): Promise<boolean> {
  return new Promise(resolve => {
    const asked = request({ host, port: API_PORT, ca, path: '/healthz/ready', timeout: 2000 })
    asked.once('response', response => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.once('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
    asked.end()
  })
}
