import { Fault, type Place } from '../../base/fault.ts'

/** The host names that a name with ranges stands for: `web[01:10:2]`, `db-[a:f]`. Both ends are included. */
export function expandRanges(name: string, place?: Place | undefined): string[] {
  const open = name.indexOf('[')
  if (open < 0) return [name]
  const close = name.indexOf(']', open)
  if (close < 0) throw new Fault(`host name "${name}": the range is not closed`, { place })
  const range = parseRange(name.slice(open + 1, close), name, place)
  const tails = expandRanges(name.slice(close + 1), place)
  return range.flatMap(middle => tails.map(tail => name.slice(0, open) + middle + tail))
}

function parseRange(text: string, name: string, place: Place | undefined): string[] {
  const wrong = (reason: string): Fault =>
    new Fault(`host name "${name}": ${reason}`, {
      place,
      hint: 'a range is written [first:last] or [first:last:step], with numbers or single letters',
    })
  const [, first = '', last = '', by = '1'] =
    /^(\d*|[A-Za-z]):(\d+|[A-Za-z])(?::(\d+))?$/.exec(text) ?? []
  const step = Number(by)
  if (last === '') throw wrong(`"[${text}]" is not a range`)
  if (step < 1) throw wrong('the step of a range is at least 1')
  if (/\d/.test(last) !== (first === '' || /\d/.test(first)))
    throw wrong(`"[${text}]" mixes numbers and letters`)
  const names = /\d/.test(last)
    ? numbers(first === '' ? '0' : first, last, step)
    : letters(first, last, step)
  if (names.length === 0) throw wrong(`"[${text}]" counts down`)
  return names
}

/** Leading zeros of the first number set the width of all. */
function numbers(first: string, last: string, step: number): string[] {
  const width = first.startsWith('0') ? first.length : 0
  return sequence(Number(first), Number(last), step).map(number =>
    String(number).padStart(width, '0'),
  )
}

function letters(first: string, last: string, step: number): string[] {
  return sequence(first.charCodeAt(0), last.charCodeAt(0), step).map(code =>
    String.fromCharCode(code),
  )
}

function sequence(first: number, last: number, step: number): number[] {
  const found: number[] = []
  for (let next = first; next <= last; next += step) found.push(next)
  return found
}
