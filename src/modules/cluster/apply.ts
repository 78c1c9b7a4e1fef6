import { Fault } from '../../base/fault.ts'
import {
  type Cluster,
  ClusterFault,
  type ClusterObject,
  holds,
  merged,
  type PatchKind,
  targetOf,
  titleOf,
} from '../../cluster/index.ts'

/** What became, or in check mode would become, of one object. */
export interface Change {
  readonly before: ClusterObject | undefined
  readonly after: ClusterObject | undefined
  readonly isChanged: boolean
}

export interface ApplyOptions {
  readonly check: boolean
  /** The kinds of patch to try: the second where the server knows not the first for this kind of object. */
  readonly patches: readonly PatchKind[]
  /** False: an object that is not there is a failure, not created. */
  readonly mayCreate: boolean
}

/** Makes a live object hold what a definition asks for. What the definition doesn't mention stays as it is. */
export async function applyObject(
  cluster: Cluster,
  definition: ClusterObject,
  options: ApplyOptions,
): Promise<Change> {
  const wanted = encoded(definition)
  const target = targetOf(wanted)
  const before = await cluster.get(target)
  if (!before && !options.mayCreate) throw new Fault(`there is no ${titleOf(target)} to patch`)
  if (before && holds(before, identified(wanted, before)))
    return { before, after: before, isChanged: false }
  if (options.check)
    return { before, after: merged(before, wanted) as ClusterObject, isChanged: true }
  if (!before) return { before, after: await cluster.create(wanted), isChanged: true }

  const after = await patchObject(cluster, wanted, options.patches)
  // The server may find that nothing differs, as with quantities written in another unit.
  const isChanged = after.metadata.resourceVersion !== before.metadata.resourceVersion
  return { before, after, isChanged }
}

/** Takes an object away. */
export async function removeObject(
  cluster: Cluster,
  definition: ClusterObject,
  check: boolean,
): Promise<Change> {
  const target = targetOf(definition)
  const before = await cluster.get(target)
  if (!before || before.metadata.deletionTimestamp !== undefined)
    return { before, after: before, isChanged: false }
  const isChanged = check || (await cluster.delete(target))
  return { before, after: undefined, isChanged }
}

async function patchObject(
  cluster: Cluster,
  wanted: ClusterObject,
  [first = 'merge', ...rest]: readonly PatchKind[],
): Promise<ClusterObject> {
  try {
    return await cluster.patch(targetOf(wanted), wanted, first)
  } catch (error) {
    const isUnknown = error instanceof ClusterFault && error.status === 415
    if (!isUnknown || rest.length === 0) throw error
    return patchObject(cluster, wanted, rest)
  }
}

/** The kind may have been given by its plural; what the server calls it is no difference. */
function identified(wanted: ClusterObject, live: ClusterObject): ClusterObject {
  const { namespace, ...metadata } = wanted.metadata
  return { ...wanted, kind: live.kind, metadata }
}

/** `stringData` of a secret comes back as `data`: it is sent, and compared, in that form. */
function encoded(definition: ClusterObject): ClusterObject {
  const { stringData, ...rest } = definition
  if (definition.kind !== 'Secret' || typeof stringData !== 'object') return definition
  const data = Object.entries(stringData ?? {}).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ])
  return { ...rest, data: { ...(rest['data'] as object | undefined), ...Object.fromEntries(data) } }
}
