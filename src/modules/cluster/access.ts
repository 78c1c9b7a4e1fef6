import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { type Cluster, connectCluster } from '../../cluster/index.ts'
import type { RunContext } from '../../engine/module/index.ts'
import { hostPath } from '../files/path.ts'
import { readRemote } from '../files/readRemote.ts'

const DEFAULT_KUBECONFIG = '/etc/origin/master/admin.kubeconfig'

/** The arguments of every module that talks to a cluster: as whom, and from where. */
export const accessArgs = {
  kubeconfig: hostPath.default(DEFAULT_KUBECONFIG).meta({
    description: `File on the task's host with the address and the credentials of the cluster; all that it needs must be in the file itself. Unless given, ${DEFAULT_KUBECONFIG}.`,
  }),
  kubeconfig_content: z
    .string()
    .optional()
    .meta({ description: 'The text of a kubeconfig, instead of a file.' }),
  context: z
    .string()
    .optional()
    .meta({ description: "The kubeconfig's context to use, unless its current one." }),
  via: z.enum(['controller', 'host']).default('controller').meta({
    description:
      "Where requests start: this machine, or the task's host (through its SSH connection), for clusters that only the host can reach.",
  }),
}

/** The arguments that must not be shown. */
export const ACCESS_SECRETS = ['kubeconfig_content'] as const

export interface Access {
  readonly kubeconfig: string
  readonly kubeconfig_content?: string | undefined
  readonly context?: string | undefined
  readonly via: 'controller' | 'host'
}

/** The cluster that a task's arguments lead to. Throws a Fault when the host has no kubeconfig. */
export async function clusterOf(access: Access, context: RunContext): Promise<Cluster> {
  const { kubeconfig, origin } = await kubeconfigOf(access, context)
  return connectCluster({
    kubeconfig,
    origin,
    context: access.context,
    connect: access.via === 'host' ? (host, port) => context.remote.connect(host, port) : undefined,
    signal: context.signal,
  })
}

async function kubeconfigOf(
  access: Access,
  { host, remote }: RunContext,
): Promise<{ kubeconfig: string; origin: 'controller' | 'host' }> {
  if (access.kubeconfig_content !== undefined)
    return { kubeconfig: access.kubeconfig_content, origin: 'controller' }
  const path = access.kubeconfig
  const bytes = await readRemote(remote, path)
  if (!bytes)
    throw new Fault(`${host} has no kubeconfig ${path}`, {
      hint: 'run the task on a host that has one (delegate_to), or give kubeconfig_content',
    })
  return { kubeconfig: bytes.toString('utf8'), origin: 'host' }
}
