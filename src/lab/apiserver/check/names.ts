import type { Cause } from '../model/apiError.ts'
import { invalidValue } from '../model/causes.ts'
import type { Labels } from '../model/object.ts'

/** What is wrong with the name of an object. */
export function checkName(field: string, name: string, names: 'label' | 'subdomain'): Cause[] {
  return causes(field, name, failings(name, names === 'label' ? LABEL : SUBDOMAIN))
}

/** What is wrong with a map of labels. */
export function checkLabels(field: string, labels: Labels): Cause[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...checkQualified(field, key),
    ...causes(field, value, failings(value, VALUE)),
  ])
}

/** What is wrong with a name that may have a prefix: `region`, `kubernetes.io/hostname`. */
export function checkQualified(field: string, name: string): Cause[] {
  const parts = name.split('/')
  if (parts.length > 2) return causes(field, name, ['it may have one prefix, and one slash'])
  const [last = '', prefix] = parts.reverse()
  const wrongPrefix = prefix === undefined ? [] : failings(prefix, SUBDOMAIN)
  return causes(field, name, [
    ...wrongPrefix.map(why => `prefix part ${why}`),
    ...failings(last, WORD).map(why => `name part ${why}`),
  ])
}

interface Rule {
  readonly most: number
  readonly pattern: string
  readonly why: string
}

const ALPHANUMERIC = 'and must start and end with an alphanumeric character'
const LABEL: Rule = {
  most: 63,
  pattern: '[a-z0-9]([-a-z0-9]*[a-z0-9])?',
  why: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${ALPHANUMERIC}`,
}
const SUBDOMAIN: Rule = {
  most: 253,
  pattern: `${LABEL.pattern}(\\.${LABEL.pattern})*`,
  why: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${ALPHANUMERIC}`,
}
const WORD: Rule = {
  most: 63,
  pattern: '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]',
  why: `must consist of alphanumeric characters, '-', '_' or '.', ${ALPHANUMERIC}`,
}
const VALUE: Rule = {
  most: 63,
  pattern: `(${WORD.pattern})?`,
  why: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${ALPHANUMERIC}`,
}

function failings(text: string, { most, pattern, why }: Rule): string[] {
  // The pattern takes its time with long texts.
  if (text.length > most) return [`must be no more than ${most} characters`]
  if (new RegExp(`^(${pattern})$`).test(text)) return []
  return [`${why} (regex used for validation is '${pattern}')`]
}

function causes(field: string, value: string, whys: readonly string[]): Cause[] {
  return whys.map(why => invalidValue(field, value, why))
}
