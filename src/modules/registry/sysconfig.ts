/** A piece of a sysconfig file: an assignment, or text that is none. Printed in order they are the file, byte for byte. */
export type Piece = Assignment | { readonly kind: 'text'; readonly text: string }

export interface Assignment {
  readonly kind: 'assignment'
  readonly key: string
  /** Stands behind a `#`: not in force. */
  readonly isComment: boolean
  /** Everything before the value: blanks, `#`, `export`, the key and the equals sign. */
  readonly head: string
  readonly quote: '' | "'" | '"'
  /** Without its quotes. May span lines. */
  readonly value: string
  /** Everything behind the value, the line's end included. */
  readonly tail: string
}

const HEAD = /^([ \t]*(?:#[# \t]*)?(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_]*)=/
const QUOTED = /^(?:'([^']*)'|"([^"]*)")([ \t\r]*(?:\n|$))/
const BARE = /^([^'"\n]*?(?:\\\n[^'"\n]*?)*)([ \t\r]*(?:\n|$))/

/** Reads a file as systemd reads an EnvironmentFile. What it can't be sure of stays text. */
export function parseSysconfig(text: string): readonly Piece[] {
  const pieces: Piece[] = []
  let rest = text
  while (rest !== '') {
    const piece = assignmentAt(rest) ?? lineAt(rest)
    pieces.push(piece)
    rest = rest.slice(printPiece(piece).length)
  }
  return pieces
}

/** The text of pieces. */
export function printSysconfig(pieces: readonly Piece[]): string {
  return pieces.map(printPiece).join('')
}

/** A comment put in force, or an assignment given another value; quotes are kept, and added where blanks need them. */
export function assigned(assignment: Assignment, value: string): Assignment {
  const quote = assignment.quote === '' && /\s/.test(value) ? "'" : assignment.quote
  const head = assignment.head.replace(/^[ \t]*#[# \t]*/, '')
  return { ...assignment, isComment: false, head, quote, value }
}

/** A new line at the end of a file. */
export function newAssignment(key: string, value: string): Assignment {
  return {
    kind: 'assignment',
    key,
    isComment: false,
    head: `${key}=`,
    quote: "'",
    value,
    tail: '\n',
  }
}

function assignmentAt(text: string): Assignment | undefined {
  const [head, before = '', key = ''] = HEAD.exec(text) ?? []
  if (head === undefined) return undefined
  const isComment = before.includes('#')
  const rest = text.slice(head.length)
  const [, single, double, quotedTail] = QUOTED.exec(rest) ?? []
  const value = single ?? double
  // A comment ends with its line, whatever quotes it opens.
  if (value !== undefined && quotedTail !== undefined && !(isComment && value.includes('\n'))) {
    const quote = single === undefined ? '"' : "'"
    return { kind: 'assignment', key, isComment, head, quote, value, tail: quotedTail }
  }
  const [, plain, tail] = BARE.exec(rest) ?? []
  if (plain === undefined || tail === undefined || (isComment && plain.includes('\n')))
    return undefined
  return { kind: 'assignment', key, isComment, head, quote: '', value: plain, tail }
}

function lineAt(text: string): Piece {
  return { kind: 'text', text: /^[^\n]*\n?/.exec(text)?.[0] ?? text }
}

function printPiece(piece: Piece): string {
  if (piece.kind === 'text') return piece.text
  const { head, quote, value, tail } = piece
  return head + quote + value + quote + tail
}
