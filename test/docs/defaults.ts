/** What a role's defaults say. */
export interface Defaults {
  /** The first comment: what the role is for. */
  readonly summary: string
  readonly variables: readonly Variable[]
}

interface Variable {
  readonly name: string
  /** The comment above it. */
  readonly meaning: string
  /** Its value as written, on one line; undefined where it is commented out, to be set by who needs it. */
  readonly value: string | undefined
}

/** Reads a defaults file by its blocks, which empty lines separate: each a comment and one variable. */
export function defaultsIn(text: string): Defaults {
  const [first = '', ...blocks] = text.trim().split(/\n\n+/)
  return { summary: prose(first), variables: blocks.map(variableIn) }
}

function variableIn(block: string): Variable {
  const [, comment = '', isUnset, name = '', value = ''] =
    /^((?:# .*\n)*?)(# )?([a-z_]+): ?(.*)$/s.exec(block) ?? []
  return {
    name,
    meaning: prose(comment),
    value: isUnset === undefined ? oneLine(value) : undefined,
  }
}

function prose(comment: string): string {
  return comment.replaceAll(/^# ?/gm, '').replaceAll('\n', ' ').trim()
}

/** A list with dashes as one in brackets. */
function oneLine(value: string): string {
  const items = value.trim().split(/\n?\s*^\s*- /m)
  return items.length === 1 ? value.trim() : `[${items.slice(1).join(', ')}]`
}
