import type { Message } from './log.ts'
import { objectOf } from './objectOf.ts'

/** One JSON object a line, keys sorted, with the names that logstash gives to what every event has. */
export function logstashLine({ time, level, text, base, fields }: Message): string {
  const event = { '@timestamp': time, '@version': '1', type: 'log', level, message: text }
  return objectOf(base, fields, event)
}
