import type { Connect } from '../base/exchange.ts'
import { clusterClient } from './client.ts'
import type { Cluster } from './cluster.ts'
import { readKubeconfig } from './credentials.ts'

export interface ClusterOptions {
  /** The YAML text. */
  readonly kubeconfig: string
  /** `host`: files and commands that the text names are refused, for they would be this machine's. */
  readonly origin?: 'host' | 'controller'
  /** Unless given, the current one. */
  readonly context?: string | undefined
  /** How to reach the server; without one, from this machine. */
  readonly connect?: Connect | undefined
  /** For each request. */
  readonly milliseconds?: number
  readonly signal?: AbortSignal
}

/** A cluster's API as the user of a kubeconfig. Makes no request yet. Throws a Fault for a kubeconfig that leads nowhere. */
export async function connectCluster(options: ClusterOptions): Promise<Cluster> {
  const { kubeconfig, origin = 'controller', context, ...rest } = options
  const credentials = await readKubeconfig({
    text: kubeconfig,
    context,
    isTrusted: origin === 'controller',
  })
  return clusterClient(credentials, rest)
}
