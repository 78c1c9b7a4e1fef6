import { stat } from 'node:fs/promises'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { connect } from 'node:net'
import { isMissing } from '../../base/files.ts'
import type { HealthConfig } from '../config/index.ts'
import type { Driver } from '../storage/index.ts'

/** One thing that is looked at again and again. */
export interface Check {
  readonly name: string
  readonly interval: number
  /** How many failures in a row it takes. */
  readonly threshold: number
  /** Throws when something is wrong. */
  run(): Promise<void>
}

/** The checks that a configuration asks for, called as docker distribution calls them. */
export function checksIn(
  { storagedriver, file, http, tcp }: HealthConfig,
  driver: Driver,
): Check[] {
  const storage: Check = {
    ...storagedriver,
    name: `storagedriver_${driver.name}`,
    run: async () => void (await driver.stat('docker')),
  }
  return [
    ...(storagedriver.enabled ? [storage] : []),
    ...file.map(({ file, interval }) => ({
      name: file,
      interval,
      threshold: 1,
      run: () => mustBeAbsent(file),
    })),
    ...http.map(check => ({ ...check, name: check.uri, run: () => mustAnswer(check) })),
    ...tcp.map(check => ({ ...check, name: check.addr, run: () => mustConnect(check) })),
  ]
}

async function mustBeAbsent(file: string): Promise<void> {
  try {
    await stat(file)
  } catch (error) {
    if (isMissing(error)) return
    throw error
  }
  throw new Error('file exists')
}

type HttpCheck = HealthConfig['http'][number]

async function mustAnswer({ uri, headers, statuscode, timeout }: HttpCheck): Promise<void> {
  const start = uri.startsWith('https:') ? tlsRequest : plainRequest
  const signal = AbortSignal.timeout(timeout)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = start(uri, { method: 'HEAD', headers, signal, agent: false })
    request.on('response', response => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', error => {
      const why = signal.aborted ? `no answer within ${timeout}ms` : error.message
      reject(new Error(`error while checking ${uri}: ${why}`, { cause: error }))
    })
    request.end()
  })
  if (status === statuscode) return
  throw new Error(`downstream service returned unexpected status: ${status}`)
}

type TcpCheck = HealthConfig['tcp'][number]

async function mustConnect({ addr, timeout }: TcpCheck): Promise<void> {
  const colon = addr.lastIndexOf(':')
  const host = addr.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
  const socket = connect({ host, port: Number(addr.slice(colon + 1)), timeout })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on('connect', resolve)
      socket.on('timeout', () => reject(new Error(`no answer within ${timeout}ms`)))
      socket.on('error', reject)
    })
  } catch (error) {
    throw new Error(`connection to ${addr} failed`, { cause: error })
  } finally {
    socket.destroy()
  }
}
