import { z } from 'zod'
import { fieldsIn, type KubeObject, textIn, withMetadata } from '../model/object.ts'
import { defineResource, STATUS } from '../model/resource.ts'
import { AGE, column, NAME } from './columns.ts'

/** Without these the cluster would be none. */
const PROTECTED = ['default', 'kube-system', 'kube-public']

/** Lets go once everything in the namespace is gone. */
export const CONTENT_HOLDER = 'kubernetes'

/** What objects are told apart by. */
export const namespaces = defineResource({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  isNamespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  names: 'label',
  fields: {
    spec: z.looseObject({ finalizers: z.array(z.string()).optional() }),
    status: z.looseObject({ phase: z.string().optional() }),
  },
  subresources: {
    status: STATUS,
    finalize: { verbs: ['update'], fields: ['spec'] },
  },
  mergeKeys: { 'status.conditions': 'type' },
  selectable: { 'status.phase': phaseOf },
  columns: [NAME, column('Status', 'Whether it is there to stay.', phaseOf), AGE],
  prepare,
  holders: namespace => [...(namespace.metadata.finalizers ?? []), ...finalizersOf(namespace)],
  refusesDelete: name =>
    PROTECTED.includes(name) ? 'this namespace may not be deleted' : undefined,
})

/** Whether a namespace is on its way out. */
export function isTerminating({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined
}

/** Who wants to see something done before the namespace goes. */
export function finalizersOf(namespace: KubeObject): readonly string[] {
  const { finalizers } = fieldsIn(namespace, 'spec')
  return Array.isArray(finalizers) ? finalizers.map(String) : []
}

/** The same namespace with other finalizers. */
export function withFinalizers(namespace: KubeObject, finalizers: readonly string[]): KubeObject {
  return { ...namespace, spec: finalizers.length === 0 ? {} : { finalizers } }
}

function prepare(namespace: KubeObject, old: KubeObject | undefined): KubeObject {
  const held = old
    ? namespace
    : withFinalizers(namespace, [...new Set([CONTENT_HOLDER, ...finalizersOf(namespace)])])
  const { name, labels } = held.metadata
  const labelled = withMetadata(held, {
    labels: { ...labels, 'kubernetes.io/metadata.name': name },
  })
  const phase = isTerminating(namespace) ? 'Terminating' : 'Active'
  return { ...labelled, status: { ...fieldsIn(namespace, 'status'), phase } }
}

function phaseOf(namespace: KubeObject): string {
  return textIn(fieldsIn(namespace, 'status'), 'phase')
}
