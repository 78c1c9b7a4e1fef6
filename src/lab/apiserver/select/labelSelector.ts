import { checkLabels, checkQualified } from '../check/names.ts'
import { badRequest } from '../model/errors.ts'
import type { Labels } from '../model/object.ts'

/** Whether labels match. */
export type LabelSelector = (labels: Labels) => boolean

const TERM =
  /^(?:!\s*(?<absent>[^\s!=,()]+)|(?<key>[^\s!=,()]+)(?:\s*(?<operator>==?|!=)\s*(?<value>[^\s!=,()]*)|\s+(?<word>in|notin)\s*\((?<list>[^()]*)\))?)$/

/** Reads `region=infra,zone!=b,tier in (a,b),!old`. Throws an ApiError for what is no selector. */
export function parseLabelSelector(text: string): LabelSelector {
  if (text.trim() === '') return () => true
  // A comma inside parentheses is none between terms.
  const terms = text.split(/,(?![^()]*\))/).map(term => parseTerm(term.trim(), text))
  return labels => terms.every(matches => matches(labels))
}

function parseTerm(term: string, whole: string): LabelSelector {
  const { absent, key = '', operator, value = '', word, list = '' } = TERM.exec(term)?.groups ?? {}
  const name = absent ?? key
  const values = word === undefined ? [value] : list.split(',').map(one => one.trim())
  const wrong = [
    ...checkQualified('key', name),
    ...values.flatMap(one => checkLabels('values', { [name]: one })),
  ]
  if (wrong[0]) throw badRequest(`unable to parse requirement "${whole}": ${wrong[0].message}`)
  if (absent !== undefined) return labels => !Object.hasOwn(labels, absent)
  if (operator === undefined && word === undefined) return labels => Object.hasOwn(labels, key)
  const isOneOf: LabelSelector = labels =>
    Object.hasOwn(labels, key) && values.includes(labels[key] ?? '')
  return operator === '!=' || word === 'notin' ? labels => !isOneOf(labels) : isOneOf
}
