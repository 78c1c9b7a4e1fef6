/** The hashes of a user in an htpasswd text, in order; the first is the one that counts. */
export function hashesOf(text: string, name: string): readonly string[] {
  return linesOf(text)
    .filter(line => nameOf(line) === name)
    .map(line => line.trimEnd().slice(name.length + 1))
}

/** The text with one line for the user, where it stood first or at the end; all other lines as they were. */
export function withUser(text: string, name: string, hash: string): string {
  const lines = linesOf(text)
  const first = lines.findIndex(line => nameOf(line) === name)
  const line = `${name}:${hash}\n`
  if (first < 0) return closed(text) + line
  const others = (line: string, index: number): boolean => index <= first || nameOf(line) !== name
  return lines
    .map((old, index) => (index === first ? line : old))
    .filter(others)
    .join('')
}

/** The text without the user; all other lines as they were. */
export function withoutUser(text: string, name: string): string {
  return linesOf(text)
    .filter(line => nameOf(line) !== name)
    .join('')
}

/** Each line with its end. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function nameOf(line: string): string | undefined {
  const colon = line.indexOf(':')
  return colon < 0 || line.startsWith('#') ? undefined : line.slice(0, colon)
}

function closed(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
