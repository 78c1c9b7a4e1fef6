const TOKEN = /(?:\{\{.*?\}\}|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/gs

/** Text of the form `a=1 b="x y"` as a mapping, every value a text; undefined for anything else. */
export function parseKeyValues(text: string): Record<string, string> | undefined {
  const pairs = [...text.matchAll(TOKEN)].map(([token]) => pairOf(token))
  const found: [string, string][] = []
  for (const pair of pairs) {
    if (!pair) return undefined
    found.push(pair)
  }
  return found.length === 0 ? undefined : Object.fromEntries(found)
}

/** Takes `name=value` words with one of these names out of a free text: the rest, and what was taken. */
export function takeOptions(
  text: string,
  names: readonly string[],
): { readonly rest: string; readonly options: Readonly<Record<string, string>> } {
  const options: Record<string, string> = {}
  // More than one line is a script, where `name=value` is an assignment.
  if (text.trimEnd().includes('\n')) return { rest: text, options }
  const rest = text.replace(TOKEN, token => {
    const [name, value] = pairOf(token) ?? []
    if (name === undefined || value === undefined || !names.includes(name)) return token
    options[name] = value
    return ''
  })
  return { rest: rest.trim(), options }
}

function pairOf(token: string): [string, string] | undefined {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(token) ?? []
  return name === undefined || value === undefined ? undefined : [name, unquoted(value)]
}

function unquoted(text: string): string {
  const [, double, single] = /^(?:"(.*)"|'(.*)')$/s.exec(text) ?? []
  return double?.replace(/\\(["\\])/g, '$1') ?? single ?? text
}
