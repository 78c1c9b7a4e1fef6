import type { ListMetadata } from '../model/answer.ts'
import type { KubeObject } from '../model/object.ts'
import type { Column, Resource } from '../model/resource.ts'
import { AGE, NAME } from '../resources/columns.ts'
import { partialObject } from './partial.ts'

/** How much of an object comes with its row. */
export type IncludeObject = 'Metadata' | 'None' | 'Object'

export interface TableOptions {
  /** Of `meta.k8s.io`. */
  readonly version: string
  readonly include: IncludeObject
  readonly now: Date
}

/** A table of objects, as `kubectl get` prints it. */
export function tableOf(
  resource: Resource,
  objects: readonly KubeObject[],
  { metadata, ...options }: TableOptions & { readonly metadata: Partial<ListMetadata> },
): object {
  const columns = columnsOf(resource)
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata,
    columnDefinitions: columns.map(({ name, description, priority = 0 }) => ({
      name,
      type: 'string',
      format: name === NAME.name ? 'name' : '',
      description,
      priority,
    })),
    rows: objects.map(object => rowOf(columns, object, options)),
  }
}

function columnsOf({ columns }: Resource): readonly Column[] {
  return columns.length > 0 ? columns : [NAME, AGE]
}

function rowOf(
  columns: readonly Column[],
  object: KubeObject,
  { version, include, now }: TableOptions,
): object {
  const cells = columns.map(({ cell }) => cell(object, now))
  if (include === 'None') return { cells }
  return { cells, object: include === 'Object' ? object : partialObject(object, version) }
}
