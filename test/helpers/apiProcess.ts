import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ApiServerConfig, SeedNode } from '../../src/lab/apiserver/config.ts'
import { kubeconfigText, newCredentials } from '../../src/lab/furnish/index.ts'
import { API_PORT } from '../../src/lab/model.ts'
import type { Authority } from '../../src/pki/index.ts'
import { until } from './lab.ts'

/** A small cluster API. */
export interface ApiProcess {
  /** The administrator's. */
  readonly kubeconfig: string
  /** Signed the API's certificate. */
  readonly ca: Authority
}

const PROGRAM = fileURLToPath(new URL('../../dist/lab/inside/main.js', import.meta.url))

/** Serves the lab's API at an address of this machine, from a process that ends with this one. Keeps its files in a folder. */
export async function startApiProcess(
  address: string,
  nodes: readonly SeedNode[],
  folder: string,
): Promise<ApiProcess> {
  const place = { name: 'control', address, octet: 1, groups: [], labels: {} }
  const credentials = await newCredentials(place)
  const { ca, server } = credentials
  mkdirSync(folder, { mode: 0o700 })
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 })
    return join(folder, name)
  }
  const config: ApiServerConfig = {
    address,
    port: API_PORT,
    certificate: write('server.crt', server.certificate),
    key: write('server.key', server.key),
    clientCa: write('ca.crt', ca.certificate),
    state: join(folder, 'objects'),
    serviceRange: '172.30.0.0/16',
    nodes,
  }
  const args = [PROGRAM, 'apiserver', write('config.json', JSON.stringify(config))]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  process.once('exit', () => child.kill())
  child.unref()
  await until(() => accepts(address, API_PORT))
  return { kubeconfig: kubeconfigText(place, credentials), ca }
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, host)
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
