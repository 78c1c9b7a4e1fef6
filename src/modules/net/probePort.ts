import type { Duplex } from 'node:stream'
import { UnreachableFault } from '../../base/fault.ts'
import type { RunContext } from '../../engine/module/index.ts'
import { closeQuietly, withinSeconds } from './deadline.ts'
import { patternOf } from './pattern.ts'
import type { Sight, WaitForArgs } from './waitFor.ts'

/** Nobody's greeting is longer. */
const GREETING_LIMIT = 64 * 1024

/** Looks once whether a port answers, from the host of the task, and greets with what matches. */
export async function probePort(
  wanted: WaitForArgs & { readonly port: number },
  { remote }: RunContext,
): Promise<Sight> {
  const { host, port, connect_timeout, search_regex } = wanted
  let connection: Duplex | undefined
  try {
    connection = await withinSeconds(connect_timeout, remote.connect(host, port))
  } catch (error) {
    if (error instanceof UnreachableFault) throw error
    return { there: false }
  }
  if (!connection) return { there: false }
  try {
    if (search_regex === undefined) return { there: true }
    return await greeting(connection, patternOf(search_regex, 'm'), connect_timeout)
  } finally {
    closeQuietly(connection)
  }
}

async function greeting(connection: Duplex, pattern: RegExp, seconds: number): Promise<Sight> {
  const timer = setTimeout(() => connection.destroy(), seconds * 1000)
  let text = ''
  try {
    for await (const chunk of connection) {
      text += String(chunk)
      const match = pattern.exec(text)
      if (match) return { there: true, groups: match.slice(1), named: { ...match.groups } }
      if (text.length > GREETING_LIMIT) break
    }
  } catch {
    // Cut off before anything matched: not there.
  } finally {
    clearTimeout(timer)
  }
  return { there: false }
}
