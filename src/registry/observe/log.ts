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
  /** False where messages of a level go nowhere: what they would say needn't be found out. */
  writes(level: Level): boolean
}

/** One message, before it is formatted. */
export interface Message {
  /** As RFC 3339 has it. */
  readonly time: string
  /** As parsers know it: `warning`, not `warn`. */
  readonly level: string
  readonly text: string
  /** What all messages of a log say. */
  readonly base: Fields
  /** What this one says; hides what `base` says under the same names. */
  readonly fields: Fields
}

const RANK: Readonly<Record<Level, number>> = { error: 0, warn: 1, info: 2, debug: 3 }
const FORMATTERS = { text: textLine, json: jsonLine, logstash: logstashLine }

const NONE: Fields = {}

type Say = (level: Level, text: string, base: Fields, fields: Fields) => void

/** A log that hands each line, newline included, to `write`, and says how important it is. Each has the configured fields and `base`. */
export function logTo(
  write: (line: string, level: Level) => void,
  config: LogConfig,
  base: Fields = {},
): Log {
  const format = FORMATTERS[config.formatter]
  const writes = (level: Level): boolean => RANK[level] <= RANK[config.level]
  const say: Say = (level, text, base, fields) => {
    const named = level === 'warn' ? 'warning' : level
    const time = new Date().toISOString()
    write(`${format({ time, level: named, text, base, fields })}\n`, level)
  }
  return logWith({ say, writes }, { ...base, ...config.fields })
}

function logWith(to: { say: Say; writes: Log['writes'] }, base: Fields): Log {
  const at =
    (level: Level) =>
    (text: string, fields: Fields = NONE) => {
      if (to.writes(level)) to.say(level, text, base, fields)
    }
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    with: fields => logWith(to, { ...base, ...fields }),
    writes: to.writes,
  }
}
