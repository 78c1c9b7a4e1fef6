import type { Message } from './log.ts'

/** `time="…" level=info msg="listening on :5000" key=value`: what logfmt's readers take, keys sorted. */
export function textLine({ time, level, text, fields }: Message): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ` ${key}=${bareOrQuoted(String(value))}`)
  return `time="${time.toISOString()}" level=${level} msg=${quoted(text)}${pairs.join('')}`
}

function bareOrQuoted(value: string): string {
  return /^[A-Za-z0-9\-._/@^+]+$/.test(value) ? value : quoted(value)
}

/** JSON's escapes keep a value on its line, whatever is in it. */
function quoted(value: string): string {
  return JSON.stringify(value)
}
