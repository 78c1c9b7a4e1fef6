import { toYaml } from '../../base/yaml.ts'
import { type ClusterObject, titleOf } from '../../cluster/index.ts'
import type { Difference } from '../../engine/module/index.ts'

/** The difference between two states of an object, without what the server keeps for itself; values of secrets hidden. */
export function differenceOf(
  before: ClusterObject | undefined,
  after: ClusterObject | undefined,
): Difference {
  const object = after ?? before
  const name = object ? titleOf({ kind: object.kind, ...object.metadata }) : ''
  const old = before ? valuesOf(before) : {}
  return { name, before: textOf(before, old), after: textOf(after, old) }
}

const KEPT_BY_SERVER = [
  'managedFields',
  'resourceVersion',
  'uid',
  'creationTimestamp',
  'generation',
  'selfLink',
]

function textOf(object: ClusterObject | undefined, old: Record<string, unknown>): string {
  if (!object) return ''
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([key]) => !KEPT_BY_SERVER.includes(key)),
  )
  const { status, ...shown } = masked(object, old)
  return toYaml({ ...shown, metadata })
}

/** An object whose secret values are hidden: told apart from, but not shown beside, the old ones. */
export function masked(
  object: ClusterObject,
  old: Readonly<Record<string, unknown>> = {},
): ClusterObject {
  if (object.kind !== 'Secret') return object
  const values = valuesOf(object)
  const hidden = Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const isNew = key in old && old[key] !== value
      return [key, isNew ? '(hidden, another value)' : '(hidden)']
    }),
  )
  const { stringData, ...rest } = object
  return { ...rest, data: hidden }
}

/** A secret's values by key, however they were written. */
function valuesOf(object: ClusterObject): Record<string, unknown> {
  if (object.kind !== 'Secret') return {}
  const texts = (object['stringData'] ?? {}) as Record<string, unknown>
  const encoded = Object.entries(texts).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ])
  return { ...(object['data'] as object | undefined), ...Object.fromEntries(encoded) }
}
