import type { Message } from './log.ts'
import { escaped } from './quoted.ts'
import { sorted } from './sorted.ts'

/** One JSON object a line, keys sorted. */
export function jsonLine({ time, level, text, fields }: Message): string {
  const own = { level, msg: text, time: time.toISOString() }
  return escaped(JSON.stringify(Object.fromEntries(sorted({ ...fields, ...own }))))
}
