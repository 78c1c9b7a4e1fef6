import type { Answer } from '../model/answer.ts'
import { badRequest } from '../model/errors.ts'
import type { KubeObject } from '../model/object.ts'
import { apiVersionOf } from '../model/resource.ts'
import type { WatchEvent } from '../verbs/watch.ts'
import type { Accepted } from './accept.ts'
import { partialObject } from './partial.ts'
import { type IncludeObject, tableOf } from './table.ts'

/** What a client wants to see, and how. */
export type View = Accepted & { readonly query: URLSearchParams }

/** An answer in the form that a client wants. */
export function show(answer: Answer, view: View): object {
  switch (answer.kind) {
    case 'status':
      return answer.status
    case 'reply':
      return answer.reply
    case 'object': {
      const { object, resource } = answer
      const { resourceVersion = '' } = object.metadata
      if (view.as === 'Table')
        return tableOf(resource, [object], { ...tableOptions(view), metadata: { resourceVersion } })
      return view.as === 'PartialObjectMetadata' ? partialObject(object, view.version) : object
    }
    case 'list':
      return showList(answer, view)
    default:
      return answer satisfies never
  }
}

function showList(
  { resource, objects, metadata }: Extract<Answer, { kind: 'list' }>,
  view: View,
): object {
  if (view.as === 'Table') return tableOf(resource, objects, { ...tableOptions(view), metadata })
  if (view.as === 'PartialObjectMetadataList')
    return {
      kind: view.as,
      apiVersion: `meta.k8s.io/${view.version}`,
      metadata,
      items: objects.map(object => partialObject(object, view.version)),
    }
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata,
    items: objects.map(withoutKind),
  }
}

/** The list says of what kind its items are. */
function withoutKind({ kind: _, apiVersion: __, ...rest }: KubeObject): object {
  return rest
}

/** An event of a watch in the form that a client wants: of tables, the first alone says what their columns are. */
export function showEvent(
  { type, object }: WatchEvent,
  answered: {
    readonly view: View
    readonly resource: Extract<Answer, { kind: 'object' }>['resource']
    readonly isFirst: boolean
  },
): object {
  const { view, resource, isFirst } = answered
  if (type === 'ERROR' || view.as === '') return { type, object }
  if (view.as !== 'Table') return { type, object: partialObject(object, view.version) }
  const { resourceVersion = '' } = object.metadata
  const options = { ...tableOptions(view), metadata: { resourceVersion } }
  const table = tableOf(resource, type === 'BOOKMARK' ? [] : [object], options)
  return { type, object: isFirst ? table : { ...table, columnDefinitions: [] } }
}

const INCLUDES: readonly IncludeObject[] = ['Metadata', 'None', 'Object']

function tableOptions({ version, query }: View) {
  const asked = query.get('includeObject') ?? 'Metadata'
  const include = INCLUDES.find(each => each === asked)
  if (!include) throw badRequest(`unrecognized includeObject value: "${asked}"`)
  return { version, include, now: new Date() }
}
