import { configSchema } from './config.ts'
import { duration } from './duration.ts'
import type { LoadedConfig } from './load.ts'
import { isRaw } from './normalize.ts'
import { isSame, type Looked, within } from './schemaAt.ts'

/** One key of a configuration that is in force. */
export interface ShownKey {
  /** `http.addr`, `notifications.endpoints[0].url`. */
  readonly key: string
  /** As it could be written in a file; secrets are not told. */
  readonly value: unknown
  /** `FILE:LINE`, `env NAME`, or `default`. */
  readonly origin: string
}

const SECRET =
  /^(secret|password|accesskey|secretkey|accountkey|accesskeyid|accesskeysecret|credentials|apikey|licensekey|authorization|x-.*(token|key|secret).*)$/i
const MASK = '***'

/** Every key that is in force, with what it is and where that comes from. */
export function showConfig(loaded: LoadedConfig): ShownKey[] {
  return leaves(loaded.config, configSchema, [])

  function leaves(value: unknown, schema: Looked | undefined, path: readonly string[]): ShownKey[] {
    if (value === undefined) return []
    if (schema && isSame(schema, duration)) return [shown(path, spelt(value))]
    if (isRaw(value) && typeof value['text'] === 'string' && 'port' in value) {
      return [shown(path, value['text'])]
    }
    const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0
    if (isLeaf || SECRET.test(path.at(-1) ?? '')) return [shown(path, value)]
    return Object.entries(value).flatMap(([key, item]) =>
      leaves(item, schema && within(schema, key)?.schema, [...path, key]),
    )
  }

  function shown(path: readonly string[], value: unknown): ShownKey {
    // Within a list only its element's number follows the name.
    const name = path.findLast(step => !/^\d+$/.test(step)) ?? ''
    const key = path.reduce(
      (text, step) =>
        /^\d+$/.test(step) ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`,
      '',
    )
    const isSecret = path.some(step => SECRET.test(step)) || SECRET.test(name)
    const isSet = value !== '' && value !== undefined
    return { key, value: isSecret && isSet ? MASK : value, origin: originOf(path) }
  }

  function originOf(path: readonly string[]): string {
    for (let length = path.length; length > 0; length--) {
      const origin = loaded.origins.get(path.slice(0, length).join('.'))
      if (origin !== undefined) return origin
    }
    if (!isThere(loaded.raw, path)) return 'default'
    const { file, line } = loaded.places.value(
      path.map(step => (/^\d+$/.test(step) ? Number(step) : step)),
    )
    return `${file}:${line}`
  }
}

function isThere(raw: unknown, path: readonly string[]): boolean {
  let here: unknown = raw
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !(step in here)) return false
    here = (here as Record<string, unknown>)[step]
  }
  return true
}

const UNITS = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const

/** Milliseconds as a file has them. */
function spelt(milliseconds: unknown): string {
  const count = Number(milliseconds)
  const [unit, size] = UNITS.find(([, each]) => count % each === 0) ?? ['ms', 1]
  return count === 0 ? '0' : `${count / size}${unit}`
}
