import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import {
  type Cluster,
  type PatchKind,
  type Target,
  targetOf,
  titleOf,
} from '../../cluster/index.ts'
import { controllerModule, type Outcome, type RunContext } from '../../engine/module/index.ts'
import { ACCESS_SECRETS, accessArgs, clusterOf } from './access.ts'
import { applyObject, type Change, removeObject } from './apply.ts'
import { definitionArg, objectsOf } from './definition.ts'
import { differenceOf, masked } from './display.ts'

const PATCHES: Record<string, PatchKind> = {
  'strategic-merge': 'strategic',
  merge: 'merge',
}

const args = z.strictObject({
  ...accessArgs,
  state: z.enum(['present', 'absent', 'patched']).default('present').meta({
    description:
      'present: there and holding the definition. patched: the same, but never created. absent: not there.',
  }),
  definition: definitionArg,
  kind: z.string().optional().meta({ description: 'Kind, where the definition names none.' }),
  api_version: z
    .string()
    .default('v1')
    .meta({ description: 'Group and version, where the definition names none: `apps/v1`.' }),
  name: z.string().optional().meta({ description: 'Name, where the definition has none.' }),
  namespace: z
    .string()
    .optional()
    .meta({ description: "Namespace, where the definition has none; else the context's." }),
  merge_type: z
    .array(z.enum(['strategic-merge', 'merge']))
    .nonempty()
    .default(['strategic-merge', 'merge'])
    .meta({ description: 'Kinds of patch, in the order in which they are tried.' }),
  wait: z
    .boolean()
    .default(false)
    .meta({ description: 'With absent: wait until the object is really gone.' }),
  wait_timeout: z.number().positive().default(120).meta({ description: 'Seconds to wait.' }),
  wait_sleep: z
    .number()
    .positive()
    .default(1)
    .meta({ description: 'Seconds between looking again.' }),
})

/** Keeps objects of a cluster as defined. */
export const k8s = controllerModule({
  name: 'k8s',
  summary:
    "Keep objects of a Kubernetes or OpenShift cluster as defined, through the cluster's API.",
  args,
  examples: [
    `k8s:
  kubeconfig: /etc/origin/master/admin.kubeconfig
  definition:
    apiVersion: v1
    kind: ConfigMap
    metadata: { name: settings, namespace: default }
    data: { colour: blue }`,
    'k8s: { state: absent, kind: Pod, name: old, namespace: default, wait: true }',
    `k8s:
  state: patched
  kind: Node
  name: infra1
  definition: { spec: { unschedulable: true } }`,
  ],
  returns: {
    result: 'the object as it is now, or would be; of several, the first',
    objects: 'every object, in the order of the definition',
  },
  secrets: ACCESS_SECRETS,
  async run(task, context) {
    const objects = objectsOf(task)
    const cluster = await clusterOf(task, context)
    const changes: Change[] = []
    for (const object of objects) {
      if (task.state !== 'absent') {
        const patches = task.merge_type.map(name => PATCHES[name] ?? 'merge')
        const { check } = context
        const mayCreate = task.state === 'present'
        changes.push(await applyObject(cluster, object, { check, patches, mayCreate }))
        continue
      }
      changes.push(await removeObject(cluster, object, context.check))
      if (task.wait && !context.check) await gone(cluster, targetOf(object), task, context)
    }
    return outcomeOf(changes)
  },
})

async function gone(
  cluster: Cluster,
  target: Target,
  { wait_timeout, wait_sleep }: z.output<typeof args>,
  { signal }: RunContext,
): Promise<void> {
  const end = Date.now() + wait_timeout * 1000
  while (await cluster.get(target)) {
    if (Date.now() >= end)
      throw new Fault(`${titleOf(target)} is still there after ${wait_timeout} s`, {
        hint: 'finalizers may hold it back: see its metadata',
      })
    await setTimeout(wait_sleep * 1000, undefined, { signal })
  }
}

function outcomeOf(changes: readonly Change[]): Outcome {
  const changed = changes.filter(({ isChanged }) => isChanged)
  const objects = changes.flatMap(({ after }) => (after ? [masked(after)] : []))
  return {
    kind: changed.length > 0 ? 'changed' : 'ok',
    result: { result: objects[0] ?? {}, objects },
    differences: changed.map(({ before, after }) => differenceOf(before, after)),
  }
}
