import { z } from 'zod'
import { controllerModule } from '../../engine/module/index.ts'
import { ACCESS_SECRETS, accessArgs, clusterOf } from './access.ts'

const selectors = z.array(z.string()).default([])

/** Looks objects of a cluster up. */
export const k8sInfo = controllerModule({
  name: 'k8s_info',
  summary: 'Look up objects of a Kubernetes or OpenShift cluster.',
  args: z.strictObject({
    ...accessArgs,
    kind: z.string().meta({ description: 'Kind to look for.' }),
    api_version: z
      .string()
      .default('v1')
      .meta({ description: 'Group and version of the kind: `apps/v1`.' }),
    name: z.string().optional().meta({ description: 'One object; otherwise all that match.' }),
    namespace: z.string().optional().meta({
      description:
        'Namespace to look in. Without one: a named object in the namespace of the context, all others everywhere.',
    }),
    label_selectors: selectors.meta({ description: 'As kubectl -l takes them; all must match.' }),
    field_selectors: selectors.meta({ description: 'For example `status.phase=Running`.' }),
  }),
  examples: [
    'k8s_info: { kind: Node, label_selectors: ["region=infra"] }',
    'k8s_info: { kind: Service, name: docker-registry, namespace: default }',
  ],
  returns: { resources: 'the objects found; empty when there are none' },
  secrets: ACCESS_SECRETS,
  async run(task, context) {
    const cluster = await clusterOf(task, context)
    const kind = { apiVersion: task.api_version, kind: task.kind }
    if (task.name !== undefined) {
      const found = await cluster.get({ ...kind, name: task.name, namespace: task.namespace })
      return { kind: 'ok', result: { resources: found ? [found] : [] } }
    }
    const resources = await cluster.list(kind, {
      namespace: task.namespace,
      everywhere: true,
      labels: joined(task.label_selectors),
      fields: joined(task.field_selectors),
    })
    return { kind: 'ok', result: { resources } }
  },
})

function joined(terms: readonly string[]): string | undefined {
  return terms.length === 0 ? undefined : terms.join(',')
}
