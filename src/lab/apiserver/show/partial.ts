import type { KubeObject } from '../model/object.ts'

/** An object's metadata alone; `version` is that of `meta.k8s.io`. */
export function partialObject({ metadata }: KubeObject, version: string): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata }
}
