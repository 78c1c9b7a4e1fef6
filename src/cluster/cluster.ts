import type { ClusterObject, Kind, Target } from './object.ts'

/** How a patch changes an object: its lists replaced (merge), merged by key (strategic), or edited by operations (json). */
export type PatchKind = 'merge' | 'strategic' | 'json'

export interface Filter {
  readonly namespace?: string | undefined
  /** All namespaces, where no namespace is named. */
  readonly everywhere?: boolean
  /** As `kubectl -l` takes it. */
  readonly labels?: string | undefined
  readonly fields?: string | undefined
}

/** A cluster's API. What it refuses is thrown as a ClusterFault. */
export interface Cluster {
  readonly server: string
  /** The object, or undefined when there is none. */
  get(target: Target): Promise<ClusterObject | undefined>
  /** Every object that passes the filter, however many pages they take. */
  list(kind: Kind, filter?: Filter): Promise<readonly ClusterObject[]>
  create(object: ClusterObject): Promise<ClusterObject>
  /** Tried again when others wrote at the same time, for the kinds of patch where that is safe. */
  patch(target: Target, patch: unknown, kind: PatchKind): Promise<ClusterObject>
  /** False when there was nothing to delete. It may take the cluster a while to finish. */
  delete(target: Target): Promise<boolean>
}
