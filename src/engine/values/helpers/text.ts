import { posix } from 'node:path'
import { asNumber, asText } from './arguments.ts'
import { ArgumentFault, helper } from './helper.ts'

/** Text in, text out. */
export const TEXT = [
  helper('upper TEXT', 'All letters large.', ([text]) => asText(text).toUpperCase()),
  helper('lower TEXT', 'All letters small.', ([text]) => asText(text).toLowerCase()),
  helper('capitalize TEXT', 'The first letter large, the others small.', ([text]) => {
    const whole = asText(text)
    return whole.charAt(0).toUpperCase() + whole.slice(1).toLowerCase()
  }),
  helper('trim TEXT', 'Without blanks at both ends.', ([text]) => asText(text).trim()),
  helper('replace TEXT FROM TO', 'Every occurrence of one text by another.', ([text, from, to]) =>
    asText(text).replaceAll(asText(from), () => asText(to)),
  ),
  helper(
    'regex_replace TEXT PATTERN REPLACEMENT',
    'Every match of a regular expression replaced; `\\1` stands for its first group.',
    ([text, pattern, replacement]) =>
      asText(text).replace(regex(pattern), asText(replacement).replace(/\\(\d)/g, '$$$1')),
  ),
  helper(
    'regex_search TEXT PATTERN',
    'The first match of a regular expression, or empty text.',
    ([text, pattern]) => regex(pattern).exec(asText(text))?.[0] ?? '',
  ),
  helper(
    'regex_findall TEXT PATTERN',
    'All matches of a regular expression; of its first group where it has one.',
    ([text, pattern]) =>
      [...asText(text).matchAll(regex(pattern))].map(match => match[1] ?? match[0]),
  ),
  helper(
    'regex_escape TEXT',
    'A regular expression that matches this text and nothing else.',
    ([text]) => asText(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'),
  ),
  helper(
    'split TEXT [SEPARATOR]',
    'The parts between separators; between blanks without one.',
    ([text, separator]) =>
      separator === undefined
        ? asText(text).split(/\s+/).filter(Boolean)
        : asText(text).split(asText(separator)),
  ),
  helper('concat TEXT...', 'Texts and numbers one after the other.', texts =>
    texts.map(asText).join(''),
  ),
  helper(
    'indent TEXT [WIDTH] [first=FALSE]',
    'Every line but the first moved right, by 4 blanks unless a width is given.',
    ([text, width], { first }) => {
      const blanks = ' '.repeat(asNumber(width ?? 4))
      const moved = asText(text).replace(/\n(?!\n|$)/g, `\n${blanks}`)
      return first === true ? blanks + moved : moved
    },
  ),
  helper('quote TEXT', 'One word for a shell.', ([text]) => {
    return `'${asText(text).replaceAll("'", `'\\''`)}'`
  }),
  helper('basename PATH', 'The last part of a path.', ([path]) => posix.basename(asText(path))),
  helper('dirname PATH', 'A path without its last part.', ([path]) => posix.dirname(asText(path))),
  helper('path_join PART...', 'Parts joined to one path.', parts =>
    posix.join(...parts.map(asText)),
  ),
]

function regex(pattern: unknown): RegExp {
  try {
    return new RegExp(asText(pattern), 'g')
  } catch {
    throw new ArgumentFault(`${JSON.stringify(pattern)} is not a regular expression`)
  }
}
