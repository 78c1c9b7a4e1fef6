/** How a kind of object is called. */
export interface Named {
  /** Empty for the core. */
  readonly group: string
  readonly kind: string
  /** As paths have it: `configmaps`. */
  readonly plural: string
}

/** `configmaps`, or `deployments.apps`. */
export function qualifiedName({ group, plural }: Named): string {
  return group === '' ? plural : `${plural}.${group}`
}

/** `ConfigMap`, or `Deployment.apps`. */
export function qualifiedKind({ group, kind }: Named): string {
  return group === '' ? kind : `${kind}.${group}`
}
