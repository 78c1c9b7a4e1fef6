import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import type { Scope } from '../values/index.ts'
import { OMIT, render } from '../values/index.ts'

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
}

/** The truth of a keyword; undefined where it isn't written. */
export function flagOf(
  keyword: Located | undefined,
  scope: Scope,
  name: string,
): boolean | undefined {
  return truthOf(rendered(keyword, scope), name, keyword)
}

/** The truth of a value that is already rendered. Text in it must be one of YAML's words for it. */
export function truthOf(value: unknown, name: string, written?: Located): boolean | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value
  const word = WORDS[String(value).toLowerCase()]
  if (word === undefined) throw mistyped(written, name, 'true or false', value)
  return word
}

/** The text of a keyword; undefined where it isn't written or empty. */
export function textOf(
  keyword: Located | undefined,
  scope: Scope,
  name: string,
): string | undefined {
  const value = rendered(keyword, scope)
  if (value === undefined || value === '') return undefined
  if (typeof value === 'object') throw mistyped(keyword, name, 'a text', value)
  return String(value)
}

/** The number of a keyword, which must not be negative; undefined where it isn't written. */
export function numberOf(
  keyword: Located | undefined,
  scope: Scope,
  name: string,
): number | undefined {
  const value = rendered(keyword, scope)
  if (value === undefined) return undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !(number >= 0)) throw mistyped(keyword, name, 'a number', value)
  return number
}

function rendered(keyword: Located | undefined, scope: Scope): unknown {
  const value = keyword && render(keyword, scope)
  return value === null || value === OMIT ? undefined : value
}

function mistyped(keyword: Located | undefined, name: string, wanted: string, value: unknown) {
  return new Fault(`${name}: ${wanted} is wanted, not ${JSON.stringify(value)}`, {
    place: keyword && placeOf(keyword),
  })
}
