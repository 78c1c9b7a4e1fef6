import { isDeepStrictEqual } from 'node:util'
import { isMap } from '../member.ts'
import { asList, asNumber, asText, attributeOf, isTruthy } from './arguments.ts'
import { ArgumentFault, helper, NoResult } from './helper.ts'
import { compare } from './logic.ts'

/** Lists, and what is made of them. */
export const LISTS = [
  helper('list [VALUE...]', 'A list of the values.', values => [...values]),
  helper('range [FROM] TO', 'The whole numbers from 0, or another, up to but not with TO.', args =>
    range(args),
  ),
  helper('length VALUE', 'How many characters, items or keys.', ([value]) => {
    if (Array.isArray(value)) return value.length
    return isMap(value) ? Object.keys(value).length : asText(value).length
  }),
  helper('first LIST', 'Its first item.', ([list]) => itemAt(list, 0)),
  helper('last LIST', 'Its last item.', ([list]) => itemAt(list, -1)),
  helper('slice LIST FROM [TO]', 'The items from an index up to, but not with, another.', args =>
    asList(args[0]).slice(asNumber(args[1]), args[2] === undefined ? undefined : asNumber(args[2])),
  ),
  helper('join LIST [SEPARATOR]', 'Its items as one text.', ([list, separator]) =>
    asList(list)
      .map(asText)
      .join(asText(separator ?? '')),
  ),
  helper('unique LIST', 'Its items, each once.', ([list]) => distinct(asList(list))),
  helper('union LIST...', 'The items of all lists, each once.', lists =>
    distinct(lists.flatMap(asList)),
  ),
  helper('difference LIST OTHER', 'Its items that are not in the other.', ([list, other]) =>
    distinct(asList(list)).filter(item => !holds(asList(other), item)),
  ),
  helper('intersect LIST OTHER', 'Its items that are in the other too.', ([list, other]) =>
    distinct(asList(list)).filter(item => holds(asList(other), item)),
  ),
  helper(
    'sort LIST [attribute=PATH] [reverse=FALSE]',
    'Its items in order, or in the order of what they hold at a path.',
    ([list], { attribute, reverse }) => {
      const key = (item: unknown) => (attribute === undefined ? item : attributeOf(item, attribute))
      const sorted = asList(list).toSorted((a, b) => compare(key(a), key(b)))
      return reverse === true ? sorted.reverse() : sorted
    },
  ),
  helper('reverse LIST', 'Its items from the last to the first.', ([list]) =>
    asList(list).toReversed(),
  ),
  helper('flatten LIST [LEVELS]', 'Lists within it dissolved, at all levels.', ([list, levels]) =>
    asList(list).flat(levels === undefined ? Infinity : asNumber(levels)),
  ),
  helper('map LIST PATH', 'What each item holds at a path.', ([list, path]) =>
    asList(list).map(item => attributeOf(item, path)),
  ),
  helper(
    'selectattr LIST PATH [VALUE]',
    'The items that hold the value at a path; anything true without a value.',
    ([list, path, value]) => asList(list).filter(item => hasAt(item, path, value)),
  ),
  helper(
    'rejectattr LIST PATH [VALUE]',
    'The items that do not hold the value at a path; nothing true without a value.',
    ([list, path, value]) => asList(list).filter(item => !hasAt(item, path, value)),
  ),
  helper(
    'suffix LIST TEXT',
    'Its items as texts, each with the same text behind it.',
    ([list, text]) => asList(list).map(item => asText(item) + asText(text)),
  ),
  helper('zip LIST OTHER', 'Pairs of items, as long as both lists last.', ([list, other]) => {
    const others = asList(other)
    return asList(list)
      .slice(0, others.length)
      .map((item, index) => [item, others[index]])
  }),
  helper('min LIST', 'Its least item.', ([list]) => itemAt(asList(list).toSorted(compare), 0)),
  helper('max LIST', 'Its greatest item.', ([list]) => itemAt(asList(list).toSorted(compare), -1)),
  helper('sum LIST', 'Its numbers added up.', ([list]) =>
    asList(list).reduce<number>((sum, item) => sum + asNumber(item), 0),
  ),
]

const LONGEST_RANGE = 100_000

function range(args: readonly unknown[]): number[] {
  const [from, to] = args.length === 1 ? [0, asNumber(args[0])] : args.map(asNumber)
  const length = Math.max(0, (to ?? 0) - (from ?? 0))
  if (length > LONGEST_RANGE) throw new ArgumentFault(`gives at most ${LONGEST_RANGE} numbers`)
  return Array.from({ length }, (_, index) => (from ?? 0) + index)
}

function itemAt(list: unknown, index: number): unknown {
  const items = asList(list)
  if (items.length === 0) throw new NoResult('the list is empty')
  return items.at(index)
}

function holds(list: readonly unknown[], wanted: unknown): boolean {
  return list.some(item => isDeepStrictEqual(item, wanted))
}

function distinct(list: readonly unknown[]): unknown[] {
  const seen = new Set<string>()
  return list.filter(item => {
    const key = `${typeof item} ${JSON.stringify(item)}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}

function hasAt(item: unknown, path: unknown, value: unknown): boolean {
  try {
    const held = attributeOf(item, path)
    return value === undefined ? isTruthy(held) : isDeepStrictEqual(held, value)
  } catch (error) {
    if (error instanceof NoResult) return false
    throw error
  }
}
