import { createTwoFilesPatch } from 'diff'
import type { Paint } from '../../base/paint.ts'
import type { Difference } from '../module/index.ts'

/** A unified diff with three lines of context, headed `--- before: NAME`, `+++ after: NAME`; empty for equal texts. */
export function differenceText({ name, before, after }: Difference, paint: Paint): string {
  if (before === after) return ''
  const patch = createTwoFilesPatch(
    `before: ${name}`,
    `after: ${name}`,
    before,
    after,
    undefined,
    undefined,
    { context: 3 },
  )
  const lines = patch.split('\n').filter(line => !line.startsWith('====='))
  return lines.map(line => painted(line, paint)).join('\n')
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('added', line)
  if (line.startsWith('-')) return paint('removed', line)
  return line.startsWith('@@') ? paint('skipped', line) : line
}
