/** A text whose quoted parts are out of the way of patterns, and the way back. */
export interface Masked {
  readonly text: string
  restore(text: string): string
}

/** Replaces each quoted part by one word that no user writes, `§n§`; `§n§bare` comes back without its quotes. */
export function masked(text: string): Masked {
  const parts: string[] = []
  const hidden = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, part => {
    parts.push(part)
    return `\u00a7${parts.length - 1}\u00a7`
  })
  return {
    text: hidden,
    restore: changed =>
      changed.replace(/\u00a7(\d+)\u00a7(bare)?/g, (_, index, bare) => {
        const part = parts[index] ?? ''
        return bare ? part.slice(1, -1) : part
      }),
  }
}
