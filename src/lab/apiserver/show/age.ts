const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

/** From so many seconds on an age is told in this way. */
const STEPS: readonly [from: number, unit: [string, number], finer?: [string, number]][] = [
  [8 * YEAR, ['y', YEAR]],
  [2 * YEAR, ['y', YEAR], ['d', DAY]],
  [8 * DAY, ['d', DAY]],
  [2 * DAY, ['d', DAY], ['h', HOUR]],
  [8 * HOUR, ['h', HOUR]],
  [3 * HOUR, ['h', HOUR], ['m', MINUTE]],
  [10 * MINUTE, ['m', MINUTE]],
  [2 * MINUTE, ['m', MINUTE], ['s', 1]],
]

/** The time since a moment, as tables show it: `45s`, `3m20s`, `5h`, `2d4h`. */
export function ageSince(then: unknown, now: Date): string {
  if (typeof then !== 'string') return '<unknown>'
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(then)) / 1000))
  const step = STEPS.find(([from]) => seconds >= from)
  if (!step) return `${seconds}s`
  const [, [name, size], finer] = step
  const whole = `${Math.floor(seconds / size)}${name}`
  if (!finer) return whole
  const rest = Math.floor((seconds % size) / finer[1])
  return rest === 0 ? whole : `${whole}${rest}${finer[0]}`
}
