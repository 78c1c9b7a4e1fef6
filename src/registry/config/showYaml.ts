import { toYaml } from '../../base/yaml.ts'
import type { ShownKey } from './show.ts'

/** The comments stand in one column, unless a value is very long. */
const WIDEST = 60

/** Keys that are in force as a YAML file that says the same, each with a comment on where it comes from. */
export function showYaml(keys: readonly ShownKey[]): string {
  const lines = keys.flatMap((key, index) => linesOf(key, keys[index - 1]?.path ?? []))
  const width = Math.min(WIDEST, Math.max(0, ...lines.map(({ text }) => text.length)))
  return lines
    .map(({ text, origin }) => (origin ? `${text.padEnd(width)}  # ${origin}\n` : `${text}\n`))
    .join('')
}

interface Line {
  readonly text: string
  /** Only the line of a value has one. */
  readonly origin?: string
}

/** The line of a value, after those of the sections that begin with it. */
function linesOf({ path, value, origin }: ShownKey, before: readonly string[]): Line[] {
  const lines: Line[] = []
  const first = path.findIndex((step, depth) => step !== before[depth])
  let dashes = ''
  for (let depth = first; depth < path.length; depth++) {
    const step = path[depth] ?? ''
    const start = dashes || '  '.repeat(depth)
    const isItem = /^\d+$/.test(step)
    const text = isItem ? `${start}-` : `${start}${inOneLine(step)}:`
    // The first key of an element stands behind its dash.
    dashes = isItem ? `${text} ` : ''
    if (depth === path.length - 1) lines.push({ text: `${text} ${inOneLine(value)}`, origin })
    else if (!isItem) lines.push({ text })
  }
  return lines
}

function inOneLine(value: unknown): string {
  const text = toYaml(value).trimEnd()
  return text.includes('\n') ? JSON.stringify(value) : text
}
