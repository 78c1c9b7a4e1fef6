/** The assignments of an `EnvironmentFile`: comments dropped, one pair of quotes taken off; what is no assignment is passed over. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const line of text.replace(/\\\n/g, '').split('\n')) {
    const assignment = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line)
    if (assignment) environment[assignment[1] ?? ''] = unquoted((assignment[2] ?? '').trim())
  }
  return environment
}

function unquoted(value: string): string {
  const quote = value.charAt(0)
  if (value.length < 2 || (quote !== "'" && quote !== '"') || !value.endsWith(quote)) return value
  const inner = value.slice(1, -1)
  return quote === '"' ? inner.replace(/\\(["\\$`])/g, '$1') : inner
}
