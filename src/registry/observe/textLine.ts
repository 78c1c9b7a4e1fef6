import type { Message } from './log.ts'
import { quoted } from './quoted.ts'
import { sorted } from './sorted.ts'

/** `time="…" level=info msg="listening on :5000" key=value`: what logfmt's readers take, keys sorted. */
export function textLine({ time, level, text, fields }: Message): string {
  const pairs = sorted(fields).map(([key, value]) => ` ${key}=${bareOrQuoted(String(value))}`)
  return `time="${time.toISOString()}" level=${level} msg=${quoted(text)}${pairs.join('')}`
}

function bareOrQuoted(value: string): string {
  return /^[A-Za-z0-9\-._/@^+]+$/.test(value) ? value : quoted(value)
}
