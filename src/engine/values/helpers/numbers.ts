import { asNumber, asText } from './arguments.ts'
import { ArgumentFault, helper } from './helper.ts'

/** Numbers and arithmetic, and making values of other types. */
export const NUMBERS = [
  helper('int VALUE', 'A whole number, cut off towards 0.', ([value]) =>
    typeof value === 'boolean' ? Number(value) : Math.trunc(asNumber(value)),
  ),
  helper('float VALUE', 'A number.', ([value]) => asNumber(value)),
  helper('string VALUE', 'Text.', ([value]) => (value === null ? '' : asText(value))),
  helper('bool VALUE', 'True or false, from the words and numbers for them.', ([value]) =>
    asBoolean(value),
  ),
  helper('add A B', 'A sum.', ([a, b]) => asNumber(a) + asNumber(b)),
  helper('sub A B', 'A difference.', ([a, b]) => asNumber(a) - asNumber(b)),
  helper('mul A B', 'A product.', ([a, b]) => asNumber(a) * asNumber(b)),
  helper('div A B', 'A quotient.', ([a, b]) => asNumber(a) / divisor(b)),
  helper('mod A B', 'What is left after whole division.', ([a, b]) => asNumber(a) % divisor(b)),
  helper('abs NUMBER', 'Without its sign.', ([number]) => Math.abs(asNumber(number))),
  helper('round NUMBER [DIGITS]', 'Rounded, to whole numbers unless digits are given.', args => {
    const factor = 10 ** asNumber(args[1] ?? 0)
    return Math.round(asNumber(args[0]) * factor) / factor
  }),
]

const YES = new Set(['true', 'yes', 'on', '1', 'y', 't'])
const NO = new Set(['false', 'no', 'off', '0', 'n', 'f', ''])

function asBoolean(value: unknown): boolean {
  if (value === null) return false
  const word = asText(value).trim().toLowerCase()
  if (YES.has(word)) return true
  if (NO.has(word)) return false
  throw new ArgumentFault(`can't tell whether ${JSON.stringify(value)} is true or false`)
}

function divisor(value: unknown): number {
  const number = asNumber(value)
  if (number === 0) throw new ArgumentFault("can't divide by 0")
  return number
}
