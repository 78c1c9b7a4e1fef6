import type { Agent, RequestOptions } from 'node:https'
import type { Tls } from '../base/exchange.ts'
import { Fault, messageOf } from '../base/fault.ts'
import { didYouMean } from '../base/suggest.ts'
import { parseYaml } from '../base/yaml.ts'

/** How to reach a cluster and be somebody there. */
export interface Credentials {
  readonly server: URL
  readonly namespace: string
  readonly tls: Tls
  readonly headers: Readonly<Record<string, string>>
  /** Connects from this machine, through the kubeconfig's proxy where it names one. */
  readonly agent: Agent | undefined
}

export interface Kubeconfig {
  /** The YAML text. */
  readonly text: string
  readonly context?: string | undefined
  /** Whether commands and files that it names on this machine may be run and read: never for a text that a host gave. */
  readonly isTrusted: boolean
}

/** Reads a kubeconfig. Throws a Fault for what is wrong with it. */
export async function readKubeconfig(kubeconfig: Kubeconfig): Promise<Credentials> {
  if (!kubeconfig.isTrusted) refuseOutside(kubeconfig.text)
  // Loaded on demand: the package brings thousands of generated models.
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  try {
    config.loadFromString(kubeconfig.text)
  } catch (error) {
    throw new Fault(`the kubeconfig can't be read: ${messageOf(error)}`, { cause: error })
  }
  const contexts = config.getContexts().map(({ name }) => name)
  // Declared as always there; a kubeconfig may well leave it out.
  const context = kubeconfig.context ?? (config.getCurrentContext() as string | undefined)
  if (context === undefined) throw new Fault('the kubeconfig names no current context')
  if (!contexts.includes(context))
    throw new Fault(`the kubeconfig has no context "${context}"${didYouMean(context, contexts)}`, {
      hint: contexts.length === 0 ? undefined : `contexts: ${contexts.join(', ')}`,
    })
  config.setCurrentContext(context)
  const cluster = config.getCurrentCluster()
  if (!cluster || !URL.canParse(cluster.server))
    throw new Fault(`context "${context}" of the kubeconfig leads to no cluster address`)

  const options: RequestOptions = {}
  await config.applyToHTTPSOptions(options)
  return {
    server: new URL(cluster.server.endsWith('/') ? cluster.server : `${cluster.server}/`),
    namespace: config.getContextObject(context)?.namespace ?? 'default',
    tls: tlsOf(options),
    headers: headersOf(options),
    agent: cluster.proxyUrl === undefined ? undefined : (options.agent as Agent),
  }
}

const OUTSIDE = [
  'exec',
  'auth-provider',
  'token-file',
  'tokenFile',
  'client-certificate',
  'client-key',
  'certificate-authority',
]

/** A kubeconfig from a host must not make this machine run commands or give away files. */
function refuseOutside(text: string): void {
  const { value } = parseYaml(text, 'kubeconfig')
  const { users, clusters } = (value ?? {}) as { users?: unknown; clusters?: unknown }
  for (const [list, field] of [
    [users, 'user'],
    [clusters, 'cluster'],
  ] as const) {
    for (const entry of Array.isArray(list) ? list : []) {
      const keys = Object.keys((entry as Record<string, object | undefined>)[field] ?? {})
      const found = keys.find(key => OUTSIDE.includes(key))
      if (found !== undefined)
        throw new Fault(`the kubeconfig of a host can't use "${found}"`, {
          hint: 'only what the file itself holds counts: kubectl config view --flatten --minify',
        })
    }
  }
}

function tlsOf({ ca, cert, key, servername, rejectUnauthorized }: RequestOptions): Tls {
  return {
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  }
}

function headersOf({ headers, auth }: RequestOptions): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {}))
    if (value !== undefined) found[name] = String(value)
  if (typeof auth === 'string')
    found['Authorization'] = `Basic ${Buffer.from(auth).toString('base64')}`
  return found
}
