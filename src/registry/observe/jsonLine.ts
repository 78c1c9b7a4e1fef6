import type { Message } from './log.ts'

/** One JSON object a line. */
export function jsonLine({ time, level, text, fields }: Message): string {
  return JSON.stringify({ ...fields, level, msg: text, time: time.toISOString() })
}
