import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import { type Cluster, checkLabel, type Node, nodeOf, parseSelector } from '../../cluster/index.ts'
import { controllerModule, type Difference } from '../../engine/module/index.ts'
import { ACCESS_SECRETS, accessArgs, clusterOf } from './access.ts'

const value = z.union([z.string(), z.number(), z.boolean()]).transform(String).nullable()

const labels = z.record(z.string(), value)

/** Keeps labels on a cluster's nodes. */
export const nodeLabel = controllerModule({
  name: 'node_label',
  summary:
    "Set and remove labels of a cluster's nodes, and tell which nodes then match a selector.",
  args: z.strictObject({
    ...accessArgs,
    nodes: z
      .record(
        z.string(),
        labels.nullable().transform(given => given ?? {}),
      )
      .default({})
      .meta({
        description: 'Labels by node. `null` removes a label; labels that are not named stay.',
      }),
    name: z.string().optional().meta({ description: 'One node, instead of `nodes`.' }),
    labels: labels.optional().meta({ description: 'The labels of the node in `name`.' }),
    selector: z
      .string()
      .optional()
      .meta({ description: 'As kubectl -l takes it; decides which nodes are `matching`.' }),
  }),
  examples: [
    `node_label:
  nodes:
    infra1: { region: infra, zone: default }
    node1: { region: primary, old: null }
  selector: region=infra`,
    'node_label: { name: infra1, labels: { region: infra } }',
  ],
  returns: {
    changed_nodes: 'names of the nodes whose labels were, or would be, changed',
    nodes: 'every node with name, labels, ready and schedulable, as it is now or would be',
    matching: 'names of the ready and schedulable nodes that match the selector (all without one)',
    summary: 'the labels of each node, one line a node',
  },
  secrets: ACCESS_SECRETS,
  async run(task, context) {
    const matches = parseSelector(task.selector ?? '')
    const wanted = wantedLabels(task)
    const cluster = await clusterOf(task, context)
    const found = (await cluster.list({ apiVersion: 'v1', kind: 'Node' })).map(nodeOf)
    checkNodes(Object.keys(wanted), found)
    const changes = changesOf(found, wanted)
    if (!context.check) for (const change of changes) await relabel(cluster, change)

    const nodes = found.map(node => changes.find(({ before }) => before === node)?.after ?? node)
    return {
      kind: changes.length > 0 ? 'changed' : 'ok',
      result: {
        changed_nodes: changes.map(({ after }) => after.name),
        nodes: nodes.map(node => ({
          name: node.name,
          labels: node.labels,
          ready: node.isReady,
          schedulable: node.isSchedulable,
        })),
        matching: nodes
          .filter(node => node.isReady && node.isSchedulable && matches(node.labels))
          .map(({ name }) => name),
        summary: nodes.map(summaryOf).join('\n'),
      },
      differences: changes.map(differenceOf),
    }
  },
})

type Wanted = Readonly<Record<string, Readonly<Record<string, string | null>>>>

function wantedLabels(task: {
  readonly nodes: Wanted
  readonly name?: string | undefined
  readonly labels?: Wanted[string] | undefined
}): Wanted {
  if ((task.name === undefined) !== (task.labels === undefined))
    throw new Fault('"name" and "labels" go together')
  const named = task.name === undefined ? {} : { [task.name]: task.labels ?? {} }
  const wanted = { ...task.nodes, ...named }
  for (const each of Object.values(wanted))
    for (const [key, value] of Object.entries(each)) checkLabel(key, value ?? undefined)
  return wanted
}

function checkNodes(names: readonly string[], found: readonly Node[]): void {
  const known = found.map(({ name }) => name)
  const missing = names.find(name => !known.includes(name))
  if (missing === undefined) return
  const guess = didYouMean(missing, known)
  throw new Fault(`the cluster has no node ${missing}${guess}`, {
    hint: `nodes: ${known.join(', ') || 'none'}; a node has the name that its kubelet registered`,
  })
}

interface Change {
  readonly before: Node
  readonly after: Node
  /** What to send: null removes. */
  readonly patch: Readonly<Record<string, string | null>>
}

function changesOf(nodes: readonly Node[], wanted: Wanted): readonly Change[] {
  return nodes.flatMap(before => {
    const patch = Object.fromEntries(
      Object.entries(wanted[before.name] ?? {}).filter(
        ([key, value]) => (before.labels[key] ?? null) !== value,
      ),
    )
    if (Object.keys(patch).length === 0) return []
    const kept = Object.entries({ ...before.labels, ...patch }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    )
    return [{ before, patch, after: { ...before, labels: Object.fromEntries(kept) } }]
  })
}

async function relabel(cluster: Cluster, { before, patch }: Change): Promise<void> {
  const target = { apiVersion: 'v1', kind: 'Node', name: before.name }
  await cluster.patch(target, { metadata: { labels: patch } }, 'merge')
}

function differenceOf({ before, after }: Change): Difference {
  const lines = (node: Node): string =>
    labelsOf(node)
      .map(label => `${label}\n`)
      .join('')
  return { name: `labels of node ${before.name}`, before: lines(before), after: lines(after) }
}

/** What kubelet and cloud set of their own accord tells the reader nothing. */
function summaryOf(node: Node): string {
  const own = labelsOf(node).filter(label => !/^[^=/]*(kubernetes|k8s)\.io\//.test(label))
  const flaws = [node.isReady ? '' : ' (not ready)', node.isSchedulable ? '' : ' (unschedulable)']
  return `${node.name}: ${own.join(', ') || 'no labels'}${flaws.join('')}`
}

function labelsOf({ labels }: Node): string[] {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
}
