import { isDeepStrictEqual } from 'node:util'
import { isMap, kindOf } from '../member.ts'
import { asText, isEmpty, isTruthy } from './arguments.ts'
import { ArgumentFault, helper, lazyHelper } from './helper.ts'

/** The one helper whose first argument may be undefined: it is then called with a function that returns undefined. */
export const DEFAULT = lazyHelper(
  'default VALUE OTHERWISE [EVEN_IF_EMPTY]',
  'The value, or the other where it is undefined; with true as third argument also where it is empty.',
  ([value, otherwise, evenIfEmpty]) => {
    const given = value?.()
    const lacks = given === undefined || (evenIfEmpty?.() === true && isEmpty(given))
    return lacks ? otherwise?.() : given
  },
)

/** Choice and comparison. */
export const LOGIC = [
  DEFAULT,
  lazyHelper('and VALUE...', 'The first value that is not true, else the last.', args =>
    firstWhere(args, value => !isTruthy(value)),
  ),
  lazyHelper('or VALUE...', 'The first value that is true, else the last.', args =>
    firstWhere(args, isTruthy),
  ),
  lazyHelper(
    'ternary CONDITION THEN ELSE',
    'One of two values; the other is not looked up.',
    ([condition, yes, no]) => (isTruthy(condition?.()) ? yes?.() : no?.()),
  ),
  helper('not VALUE', 'Whether the value is false, null, 0, or empty text or list.', ([value]) => {
    return !isTruthy(value)
  }),
  helper('eq A B', 'Whether two values are the same, lists and maps member by member.', ([a, b]) =>
    isDeepStrictEqual(a, b),
  ),
  helper('ne A B', 'Whether two values differ.', ([a, b]) => !isDeepStrictEqual(a, b)),
  helper('lt A B', 'Whether a number or text comes before another.', ([a, b]) => compare(a, b) < 0),
  helper('le A B', 'Whether it comes before, or is the same.', ([a, b]) => compare(a, b) <= 0),
  helper('gt A B', 'Whether a number or text comes after another.', ([a, b]) => compare(a, b) > 0),
  helper('ge A B', 'Whether it comes after, or is the same.', ([a, b]) => compare(a, b) >= 0),
  helper(
    'in VALUE CONTAINER',
    'Whether a list holds the value, a map has the key, or a text contains the text.',
    ([value, container]) => isIn(value, container),
  ),
]

/** Orders two numbers or two texts. */
export function compare(a: unknown, b: unknown): number {
  const comparable =
    (typeof a === 'number' && typeof b === 'number') ||
    (typeof a === 'string' && typeof b === 'string')
  if (!comparable) throw new ArgumentFault(`can't compare ${kindOf(a)} with ${kindOf(b)}`)
  if (a === b) return 0
  return a < b ? -1 : 1
}

function firstWhere(args: readonly (() => unknown)[], wanted: (value: unknown) => boolean) {
  let value: unknown
  for (const arg of args) {
    value = arg()
    if (wanted(value)) break
  }
  return value
}

function isIn(value: unknown, container: unknown): boolean {
  if (Array.isArray(container)) return container.some(item => isDeepStrictEqual(item, value))
  if (isMap(container)) return Object.hasOwn(container, asText(value))
  return asText(container).includes(asText(value))
}
