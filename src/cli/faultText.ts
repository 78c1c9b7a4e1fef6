import type { Fault, Place } from '../base/fault.ts'

import type { Paint } from '../base/paint.ts'

/** A fault as the user reads it: the sentence, the place with its line underlined, the hint. */
export function faultText(fault: Fault, paint: Paint): string {
  const lines = [`${paint('failed', 'error:')} ${paint('bold', fault.message)}`]
  if (fault.place) lines.push(...placeLines(fault.place, paint))
  if (fault.hint !== undefined) lines.push(`hint: ${fault.hint}`)
  return `${lines.join('\n')}\n`
}

function placeLines({ file, line, column, source, length = 1 }: Place, paint: Paint): string[] {
  const where = `  ${paint('faint', '-->')} ${file}:${line}:${column}`
  if (source === undefined) return [where]
  const number = String(line)
  const gutter = paint('faint', `${' '.repeat(number.length)} |`)
  const end = Math.max(1, Math.min(length, source.length - column + 1))
  const blank = source.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return [
    where,
    gutter,
    `${paint('faint', `${number} |`)} ${source}`,
    `${gutter} ${blank}${paint('failed', '^'.repeat(end))}`,
  ]
}
