import type { Message } from './log.ts'

/** One JSON object a line, with the names that logstash gives to what every event has. */
export function logstashLine({ time, level, text, fields }: Message): string {
  const event = { '@timestamp': time.toISOString(), '@version': '1', type: 'log' }
  return JSON.stringify({ ...fields, ...event, level, message: text })
}
