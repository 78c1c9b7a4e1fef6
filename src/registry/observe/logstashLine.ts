import type { Message } from './log.ts'
import { escaped } from './quoted.ts'
import { sorted } from './sorted.ts'

/** One JSON object a line, keys sorted, with the names that logstash gives to what every event has. */
export function logstashLine({ time, level, text, fields }: Message): string {
  const event = { '@timestamp': time.toISOString(), '@version': '1', type: 'log' }
  const all = sorted({ ...fields, ...event, level, message: text })
  return escaped(JSON.stringify(Object.fromEntries(all)))
}
