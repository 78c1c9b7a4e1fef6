/**
 * Where a character of a YAML scalar's value stands in the scalar's text, however it was quoted, folded or indented.
 * Blanks count for nothing; characters of the text that the value lacks (quotes, escapes) are passed over.
 */
export function offsetInText(text: string, value: string, offset: number): number {
  let at = 0
  for (let index = 0; index < offset; index++) {
    const wanted = value[index]
    if (wanted === undefined || isBlank(wanted)) continue
    const found = text.indexOf(wanted, at)
    if (found < 0) return at
    at = found + 1
  }
  const wanted = value[offset]
  const found = wanted === undefined || isBlank(wanted) ? -1 : text.indexOf(wanted, at)
  return found < 0 ? at : found
}

function isBlank(character: string): boolean {
  return /\s/.test(character)
}
