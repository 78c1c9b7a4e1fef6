const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/

/** What docker distribution writes for a time that is not given. */
export const NO_TIME = '0001-01-01T00:00:00Z'

/** A time of RFC 3339 as docker distribution writes it once it has read it; undefined for what is no such time. */
export function rewrittenTime(text: string): string | undefined {
  const [, seconds, fraction = '', zone = ''] = TIME.exec(text) ?? []
  if (seconds === undefined || Number.isNaN(Date.parse(`${seconds}Z`))) return undefined
  const digits = fraction.slice(0, NANOSECONDS).replace(/0+$/, '')
  const offset = zone.endsWith('00:00') ? 'Z' : zone
  return `${seconds}${digits === '' ? '' : `.${digits}`}${offset}`
}

const NANOSECONDS = 9
