import type { LogConfig } from '../config/index.ts'
import { jsonLine } from './jsonLine.ts'
import { logstashLine } from './logstashLine.ts'
import { textLine } from './textLine.ts'

export type Level = LogConfig['level']

/** What a message is about. Undefined values are left out. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>

/** Writes messages. Built once and handed down; `with` gives one that adds fields to each. */
export interface Log {
  error(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  debug(message: string, fields?: Fields): void
  with(fields: Fields): Log
}

/** One message, before it is formatted. */
export interface Message {
  readonly time: Date
  readonly level: Level
  readonly text: string
  readonly fields: Fields
}

const RANK: Readonly<Record<Level, number>> = { error: 0, warn: 1, info: 2, debug: 3 }
const FORMATTERS = { text: textLine, json: jsonLine, logstash: logstashLine }

/** A log that hands each line, newline included, to `write`. */
export function logTo(write: (line: string) => void, config: LogConfig): Log {
  const format = FORMATTERS[config.formatter]
  const say = (level: Level, text: string, fields: Fields): void => {
    if (RANK[level] > RANK[config.level]) return
    write(`${format({ time: new Date(), level, text, fields })}\n`)
  }
  return logWith(say, config.fields)
}

function logWith(say: (level: Level, text: string, fields: Fields) => void, base: Fields): Log {
  const at = (level: Level) => (text: string, fields?: Fields) => {
    say(level, text, { ...base, ...fields })
  }
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    with: fields => logWith(say, { ...base, ...fields }),
  }
}
