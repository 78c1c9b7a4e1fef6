declare const shell: unique symbol

/** Text that is safe to hand to a POSIX sh. Only `sh` and `lines` make it. */
export type Shell = string & { readonly [shell]: true }

/** Builds shell text; every interpolated value becomes exactly one word, an array of Shell is spliced as lines. */
export function sh(
  text: TemplateStringsArray,
  ...words: readonly (string | number | readonly Shell[])[]
): Shell {
  // Raw, so that sh sees a backslash as written; only what JavaScript forces to be escaped is taken back.
  const raw = text.raw.map(part => part.replace(/\\(?=\$\{|`)/g, ''))
  return String.raw({ raw }, ...words.map(spliced)) as Shell
}

/** Each value one quoted word, separated by blanks: for a command's arguments. */
export function quoted(words: readonly string[]): Shell {
  return words.map(quote).join(' ') as Shell
}

/** Shell texts as consecutive lines. */
export function lines(...texts: readonly Shell[]): Shell {
  return texts.join('\n') as Shell
}

function spliced(value: string | number | readonly Shell[]): string {
  return typeof value === 'object' ? value.join('\n') : quote(String(value))
}

/** The one place where text becomes a shell word. A NUL can't be in a word at all. */
function quote(text: string): string {
  if (text.includes('\0')) throw new TypeError('a shell word cannot hold a NUL character')
  return `'${text.replaceAll("'", `'\\''`)}'`
}
