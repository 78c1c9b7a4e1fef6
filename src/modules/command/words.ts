import { Fault } from '../../base/fault.ts'

/** Splits a command line as a shell would, without expanding anything. Throws a Fault for an open quote. */
export function splitWords(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let rest = line
  while (rest !== '') {
    const [token = '', plain, single, double, escaped] = TOKEN.exec(rest) ?? []
    if (token === '') throw new Fault(`the command line ends inside a quotation: ${line}`)
    rest = rest.slice(token.length)
    if (/^\s/.test(token)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + (plain ?? single ?? escaped ?? unescaped(double ?? ''))
    }
  }
  return word === undefined ? words : [...words, word]
}

const TOKEN = /^(?:\s+|([^\s'"\\]+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.))/s

function unescaped(text: string): string {
  return text.replace(/\\(["\\$`])/g, '$1').replaceAll('\\\n', '')
}
