/** An object of the cluster's API, as JSON. */
export interface ClusterObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: Metadata
  readonly [field: string]: unknown
}

interface Metadata {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly resourceVersion?: string
  readonly deletionTimestamp?: string
  readonly [field: string]: unknown
}

/** A kind of object. The kind may also be given by its plural or a short name. */
export interface Kind {
  readonly apiVersion: string
  readonly kind: string
}

/** One object. Without a namespace it is the context's, for kinds that live in one. */
export interface Target extends Kind {
  readonly name: string
  readonly namespace?: string | undefined
}

/** `Node infra1` or `Service default/registry`, for messages. */
export function titleOf({ kind, name, namespace }: Omit<Target, 'apiVersion'>): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`
}

/** Which object a definition is about. */
export function targetOf(object: ClusterObject): Target {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
  }
}
