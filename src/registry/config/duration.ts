import { z } from 'zod'

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g

const written = z.union([z.number(), z.string()]).meta({ title: 'duration' })

/** A span of time as Go spells it (`10s`, `1h30m`), in milliseconds. A bare number counts nanoseconds, as in Go. */
export const duration = written.transform((value, context): number => {
  const milliseconds = typeof value === 'number' ? value / 1e6 : parseDuration(value)
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds
  context.addIssue({ code: 'custom', message: `not a duration such as 10s or 1h30m: ${value}` })
  return z.NEVER
})

function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  if (text === '' || text.replaceAll(PART, '') !== '') return undefined
  return [...text.matchAll(PART)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (MILLISECONDS[unit] ?? 0),
    0,
  )
}
