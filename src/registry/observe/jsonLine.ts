import type { Message } from './log.ts'
import { objectOf } from './objectOf.ts'

/** One JSON object a line, keys sorted. */
export function jsonLine({ time, level, text, base, fields }: Message): string {
  return objectOf(base, fields, { level, msg: text, time })
}
