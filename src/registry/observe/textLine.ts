import type { Message } from './log.ts'
import { quoted } from './quoted.ts'
import { sorted } from './sorted.ts'

/** `time="…" level=info msg="listening on :5000" key=value`: what logfmt's readers take, keys sorted. */
export function textLine({ time, level, text, base, fields }: Message): string {
  let line = `time="${time}" level=${level} msg=${quoted(text)}`
  for (const [name, value] of sorted(base, fields))
    line += ` ${name}=${bareOrQuoted(String(value))}`
  return line
}

const BARE = /^[A-Za-z0-9\-._/@^+]+$/

function bareOrQuoted(value: string): string {
  return BARE.test(value) ? value : quoted(value)
}
