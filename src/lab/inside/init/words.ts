/** Environment of a process. */
export type Environment = Readonly<Record<string, string>>

const WORD = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/gs
const PIECE = /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', s: ' ', r: '\r' }

/** Splits at white space as systemd does: quotes group, a backslash escapes outside single quotes. */
export function splitWords(text: string): string[] {
  return (text.match(WORD) ?? []).map(word =>
    word.replace(
      PIECE,
      (_, single: string | undefined, double: string | undefined, escaped: string | undefined) =>
        single ?? (double === undefined ? unescaped(escaped ?? '') : withoutEscapes(double)),
    ),
  )
}

/** Puts the environment into words: `$NAME` alone becomes any number of words, `${NAME}` stays in its word, `$$` is a dollar. */
export function expandWords(words: readonly string[], environment: Environment): string[] {
  return words.flatMap(word => {
    const alone = /^\$([A-Za-z_]\w*)$/.exec(word)
    if (alone) return splitWords(environment[alone[1] ?? ''] ?? '')
    return [
      word.replace(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (match, name: string | undefined) =>
        match === '$$' ? '$' : (environment[name ?? ''] ?? ''),
      ),
    ]
  })
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gs, (_, character: string) => unescaped(character))
}

function unescaped(character: string): string {
  return ESCAPES[character] ?? character
}
