const HOUR = 3_600_000
const DAY = 24 * HOUR

/** From an hour ago, for hosts whose clocks are behind, for so many days from now, but never past `limit`. */
export function validity(days: number, limit?: Date): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  const end = now + days * DAY
  const notAfter = limit ? Math.min(end, limit.getTime()) : end
  return { notBefore: new Date(now - HOUR), notAfter: new Date(notAfter) }
}

/** Whole days from now until then; negative when it is past. */
export function daysUntil(date: Date): number {
  return Math.floor((date.getTime() - Date.now()) / DAY)
}
