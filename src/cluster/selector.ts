import { Fault } from '../base/fault.ts'

export type Labels = Readonly<Record<string, string>>

/** Whether labels match a selector. */
export type Selector = (labels: Labels) => boolean

const TERM =
  /^(?:(!)\s*([^\s!=]+)|([^\s!=]+)(?:\s*(=|==|!=)\s*([^\s!=]*)|\s+(in|notin)\s*\(([^()]*)\))?)$/

/** Reads a selector as `kubectl -l` takes it: `region=infra,zone!=b,tier in (a,b),!old`. Throws a Fault for what is none. */
export function parseSelector(text: string): Selector {
  const terms = text
    .split(/,(?![^()]*\))/)
    .map(term => term.trim())
    .filter(term => term !== '')
    .map(term => parseTerm(term, text))
  return labels => terms.every(matches => matches(labels))
}

function parseTerm(term: string, whole: string): Selector {
  const match = TERM.exec(term)
  if (!match) throw new Fault(`"${whole}" is not a label selector`, { hint: 'region=infra,!old' })
  const [, not, absent = '', key = '', operator, value = '', word, list = ''] = match
  if (not !== undefined) return labels => !Object.hasOwn(labels, absent)
  if (operator === '!=') return labels => labels[key] !== value
  if (operator !== undefined) return labels => labels[key] === value
  if (word === undefined) return labels => Object.hasOwn(labels, key)
  const values = list.split(',').map(one => one.trim())
  return labels => {
    const isOneOf = Object.hasOwn(labels, key) && values.includes(labels[key] ?? '')
    return word === 'in' ? isOneOf : !isOneOf
  }
}
