import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { parseYamlStream } from '../../base/yaml.ts'
import type { ClusterObject } from '../../cluster/index.ts'

/** What `definition` may be: one object, a list of them, or their YAML text, of any number of documents. */
export const definitionArg = z
  .union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.string()])
  .optional()
  .meta({ description: 'The object, a list of objects, or YAML text that holds them.' })

/** What a task says of the objects that it means. */
export interface Named {
  readonly definition?: unknown
  readonly kind?: string | undefined
  readonly api_version: string
  readonly name?: string | undefined
  readonly namespace?: string | undefined
}

/** The objects that a task means; kind, name and namespace fill in what a definition leaves out. Throws a Fault for incomplete ones. */
export function objectsOf(named: Named): readonly ClusterObject[] {
  const found = documentsOf(named.definition).map(document => completed(document, named))
  return found.length > 0 ? found : [completed({}, named)]
}

function documentsOf(definition: unknown): readonly Record<string, unknown>[] {
  if (definition === undefined || definition === null) return []
  if (typeof definition === 'string')
    return parseYamlStream(definition, 'definition').flatMap(documentsOf)
  if (Array.isArray(definition)) return definition.flatMap(documentsOf)
  if (typeof definition !== 'object') throw new Fault('a definition must be an object of the API')
  const object = definition as Record<string, unknown>
  const isList = typeof object['kind'] === 'string' && object['kind'].endsWith('List')
  return isList && Array.isArray(object['items']) ? documentsOf(object['items']) : [object]
}

function completed(document: Record<string, unknown>, named: Named): ClusterObject {
  const given = (document['metadata'] ?? {}) as Record<string, unknown>
  const name = given['name'] ?? named.name
  const namespace = given['namespace'] ?? named.namespace
  const kind = document['kind'] ?? named.kind
  if (typeof kind !== 'string') throw new Fault('a definition without "kind", and none given')
  if (typeof name !== 'string') throw new Fault(`a ${kind} without a name, and none given`)
  return {
    ...document,
    apiVersion: String(document['apiVersion'] ?? named.api_version),
    kind,
    metadata: {
      ...given,
      name,
      ...(namespace === undefined ? {} : { namespace: String(namespace) }),
    },
  }
}
