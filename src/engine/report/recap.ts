import type { Paint, Style } from '../../base/paint.ts'
import type { Counts, Recap } from '../module/index.ts'

const FIELDS = [
  'ok',
  'changed',
  'unreachable',
  'failed',
  'skipped',
  'rescued',
  'ignored',
] as const satisfies readonly (keyof Counts)[]

const ALWAYS: ReadonlySet<keyof Counts> = new Set(['ok', 'changed', 'unreachable', 'failed'])

/** One line a host, sorted by name, in the columns of Ansible's recap. Compact: without the columns that are zero throughout. */
export function recapLines(recap: Recap, paint: Paint, { compact = false } = {}): string[] {
  const hosts = Object.entries(recap).sort(([a], [b]) => (a < b ? -1 : 1))
  const fields = FIELDS.filter(
    field => !compact || ALWAYS.has(field) || hosts.some(([, counts]) => counts[field] > 0),
  )
  const width = compact ? Math.max(0, ...hosts.map(([host]) => host.length)) : 26
  return hosts.map(([host, counts]) => {
    const texts = fields.map(field => countText(field, counts[field], paint)).join(' ')
    return `${paint(hostStyle(counts), host.padEnd(width))} : ${texts}`.trimEnd()
  })
}

/** What a host's counts come to. */
export function hostStyle(counts: Counts): Style {
  if (counts.unreachable > 0) return 'unreachable'
  if (counts.failed > 0) return 'failed'
  return counts.changed > 0 ? 'changed' : 'ok'
}

const STYLES: Partial<Record<keyof Counts, Style>> = {
  ok: 'ok',
  changed: 'changed',
  unreachable: 'unreachable',
  failed: 'failed',
  skipped: 'skipped',
}

function countText(field: keyof Counts, count: number, paint: Paint): string {
  const text = `${field}=${String(count).padEnd(4)}`
  const style = STYLES[field]
  return count > 0 && style ? paint(style, text) : text
}
