/** What the `%` tokens of an ssh_config stand for. */
export interface Tokens {
  readonly home: string
  /** %h, %n, %p, %r, %u */
  readonly host: string
  readonly alias: string
  readonly port: number
  readonly user: string
  readonly localUser: string
}

/** Replaces `~` and the `%` tokens; an unknown token stays. */
export function expandTokens(text: string, tokens: Tokens): string {
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    d: tokens.home,
    h: tokens.host,
    n: tokens.alias,
    p: String(tokens.port),
    r: tokens.user,
    u: tokens.localUser,
  }
  return text
    .replace(/^~(?=\/|$)/, tokens.home)
    .replace(/%([%dhnpru])/g, (whole, letter: string) => values[letter] ?? whole)
}
