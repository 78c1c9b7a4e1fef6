import { duration } from './duration.ts'
import { bare, isSame, type Looked, within } from './schemaAt.ts'

/** A mapping as YAML gives it. */
export type Raw = Record<string, unknown>

export function isRaw(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Old names and short forms in the form that the schema has; what was odd about them goes to `warn`. */
export function normalize(file: Raw, schema: Looked, warn: (message: string) => void): Raw {
  const raw = filled(file, schema) as Raw
  if (typeof raw['storage'] === 'string') raw['storage'] = { [raw['storage']]: {} }
  raw['storage'] ??= {}
  renameIn(raw, ['storage'], { from: 's3aws', to: 's3' })
  const cache = renameIn(raw, ['storage', 'cache'], { from: 'layerinfo', to: 'blobdescriptor' })
  if (cache) warn('storage.cache.layerinfo is deprecated: use storage.cache.blobdescriptor')
  if (raw['loglevel'] !== undefined) {
    warn('loglevel is deprecated: use log.level')
    const log = isRaw(raw['log']) ? raw['log'] : {}
    log['level'] ??= raw['loglevel']
    raw['log'] = log
    delete raw['loglevel']
  }
  return raw
}

/** The durations in a configuration that are so short that nanoseconds were hardly meant. */
export function shortDurations(raw: unknown, schema: Looked, path = ''): string[] {
  if (typeof raw === 'number' && raw > 0 && raw < 1e6 && isSame(schema, duration)) {
    return [`${path}: ${raw} counts nanoseconds; for milliseconds write ${raw}ms`]
  }
  if (typeof raw !== 'object' || raw === null) return []
  return Object.entries(raw).flatMap(([key, value]) => {
    const found = within(schema, key)
    const place = Array.isArray(raw) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`
    return found ? shortDurations(value, found.schema, place) : []
  })
}

/** A copy in which a section that is there but empty is an empty mapping. */
function filled(value: unknown, schema: Looked | undefined): unknown {
  const kind = schema && bare(schema).def
  if (value === null && (kind?.shape || kind?.valueType)) return {}
  if (value === null && kind?.element) return []
  if (Array.isArray(value)) return value.map(item => filled(item, kind?.element))
  if (!isRaw(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      filled(item, schema && within(schema, key)?.schema),
    ]),
  )
}

function renameIn(
  raw: Raw,
  path: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): boolean {
  let section: unknown = raw
  for (const step of path) section = isRaw(section) ? section[step] : undefined
  if (!isRaw(section) || section[from] === undefined) return false
  section[to] ??= section[from]
  delete section[from]
  return true
}
