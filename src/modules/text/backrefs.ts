import { Fault } from '../../base/fault.ts'
import { type Shell, sh } from '../../engine/module/index.ts'
import type { Ere } from './ere.ts'

// Occurs in no pattern and no line that people write, so nothing needs to be escaped for its sake.
const DELIMITER = '\u0001'

/**
 * Shell that prints the line that `template` makes of line "$number" of "$src": `\1` and `\g<name>` stand for groups of the pattern.
 * Throws a Fault for a group that the pattern has not, or that would hold something else than expected.
 */
export function expandLine(pattern: Ere, template: string): Shell {
  if (pattern.lazy) {
    throw new Fault('lineinfile: backrefs cannot be used with a lazy quantifier such as .*?', {
      hint: 'say what may not be matched instead: [^"]* in place of .*? before a quotation mark',
    })
  }
  const replacement = [...template.matchAll(PART)].map(part => replaced(part, pattern)).join('')
  // The newlines enclose what was made of the match, so that the rest of the line can be cut off.
  const script = [
    `s${DELIMITER}${pattern.text}${DELIMITER}\\\n${replacement}\\\n${DELIMITER}`,
    's/^.*\\n(.*)\\n.*$/\\1/p',
  ].join('\n')
  return sh`{ printf '%s{\n' "$number"; printf '%s\n}\n' ${script}; } | LC_ALL=C sed -n -E -f - -- "$src"`
}

const PART = /\\g<(\w+)>|\\(\d+)|\\(\\)|(.)/gsu

function replaced([whole, named, numbered, backslash, plain]: RegExpMatchArray, { groups }: Ere) {
  const group = named ?? numbered
  if (group === undefined) return (backslash ?? plain ?? '').replace(/[\\&\n]/g, '\\$&')
  if (Number(group) === 0) return '&'
  const number = groups.get(group)
  if (number === undefined) throw new Fault(`lineinfile: the expression has no group for ${whole}`)
  if (number <= 9) return `\\${number}`
  throw new Fault(`lineinfile: ${whole} is beyond the ninth pair of parentheses`)
}
