/** The members of a JSON object, each value as the text that it was written as, but for white space. */
export function rawMembers(json: string): Map<string, string> {
  const members = new Map<string, string>()
  for (const member of membersOf(compact(json))) {
    const end = endOfString(member, 0)
    members.set(String(JSON.parse(member.slice(0, end))), member.slice(end + 1))
  }
  return members
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** JSON with all characters escaped that docker distribution escapes. */
export function escaped(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, sign => ESCAPES[sign] ?? sign)
}

function compact(json: string): string {
  let text = ''
  for (const piece of piecesOf(json)) {
    text += isString(piece) ? escaped(piece) : piece.replace(/\s+/g, '')
  }
  return text
}

const DEEPER: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 }

/** `"name":value`, each. */
function* membersOf(object: string): Generator<string> {
  let depth = 0
  let member = ''
  for (const piece of piecesOf(object.slice(1, -1))) {
    for (const sign of isString(piece) ? [piece] : piece) {
      depth += DEEPER[sign] ?? 0
      if (depth > 0 || sign !== ',') member += sign
      else {
        yield member
        member = ''
      }
    }
  }
  if (member !== '') yield member
}

/** Strings, and what is between them. */
function* piecesOf(json: string): Generator<string> {
  let at = 0
  for (let quote = json.indexOf('"'); quote !== -1; quote = json.indexOf('"', at)) {
    yield json.slice(at, quote)
    at = endOfString(json, quote)
    yield json.slice(quote, at)
  }
  yield json.slice(at)
}

function isString(piece: string): boolean {
  return piece.startsWith('"')
}

/** Where the string that begins at a quote has ended. */
function endOfString(json: string, quote: number): number {
  let at = quote + 1
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}
