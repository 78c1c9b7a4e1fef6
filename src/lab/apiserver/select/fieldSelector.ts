import { badRequest } from '../model/errors.ts'
import type { KubeObject } from '../model/object.ts'
import type { Resource } from '../model/resource.ts'

/** Reads `metadata.name=infra1,status.phase!=Failed` for a kind. Throws an ApiError for fields that can't be selected by. */
export function parseFieldSelector(
  resource: Resource,
  text: string,
): (object: KubeObject) => boolean {
  const fields = fieldsOf(resource)
  const terms = text
    .split(/(?<!\\),/)
    .filter(term => term.trim() !== '')
    .map(term => {
      const [, field = '', operator, value = ''] = /^\s*(.+?)(==?|!=)(.*)$/s.exec(term) ?? []
      if (operator === undefined)
        throw badRequest(`invalid selector: '${term}'; can't understand it`)
      const read = Object.hasOwn(fields, field) ? fields[field] : undefined
      if (!read) throw unknown(field, Object.keys(fields))
      const wanted = value.trim().replace(/\\([,=\\])/g, '$1')
      return (object: KubeObject) => (read(object) === wanted) === (operator !== '!=')
    })
  return object => terms.every(matches => matches(object))
}

function fieldsOf({
  isNamespaced,
  selectable,
}: Resource): Readonly<Record<string, (object: KubeObject) => string>> {
  return {
    'metadata.name': ({ metadata }) => metadata.name,
    ...(isNamespaced ? { 'metadata.namespace': ({ metadata }) => metadata.namespace ?? '' } : {}),
    ...selectable,
  }
}

function unknown(field: string, known: readonly string[]): Error {
  const names = known.map(name => `"${name}"`).join(', ')
  return badRequest(`"${field}" is not a known field selector: only ${names}`)
}
