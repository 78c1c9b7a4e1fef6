import { once } from 'node:events'
import { lstat, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { isMissing } from '../../base/files.ts'
import type { HttpConfig } from '../config/index.ts'

/** Removes the socket of a registry that was killed, so that its successor can listen there. To be called before anybody listens. */
export async function removeStaleSocket({ net, addr }: HttpConfig): Promise<void> {
  if (net !== 'unix' || !(await isSocket(addr.text)) || (await isHeard(addr.text))) return
  await unlink(addr.text)
}

async function isSocket(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSocket()
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function isHeard(path: string): Promise<boolean> {
  const socket = connect({ path })
  try {
    await once(socket, 'connect')
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED'
  } finally {
    socket.destroy()
  }
}
