import { Fault, messageOf } from '../../base/fault.ts'

/** A regular expression as users write it: (?i) and (?P<name>...) are understood. Throws a Fault for one that is none. */
export function patternOf(source: string, flags = ''): RegExp {
  const ignoresCase = source.startsWith('(?i)')
  const body = (ignoresCase ? source.slice('(?i)'.length) : source).replaceAll('(?P<', '(?<')
  try {
    return new RegExp(body, ignoresCase ? `${flags}i` : flags)
  } catch (cause) {
    throw new Fault(`"${source}" is not a regular expression: ${messageOf(cause)}`, { cause })
  }
}
