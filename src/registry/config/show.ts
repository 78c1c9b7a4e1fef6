import { configSchema } from './config.ts'
import { duration } from './duration.ts'
import type { LoadedConfig } from './load.ts'
import { isRaw } from './normalize.ts'
import { originAt } from './origin.ts'
import { isSame, type Looked, within } from './schemaAt.ts'

/** One key of a configuration that is in force. */
export interface ShownKey {
  /** `http.addr`, `notifications.endpoints[0].url`. */
  readonly key: string
  /** The same, step by step. */
  readonly path: readonly string[]
  /** As it could be written in a file; secrets are not told. */
  readonly value: unknown
  /** `FILE:LINE`, `env NAME`, the name of another key, or `default`. */
  readonly origin: string
}

const SECRET =
  /^(secret|password|accesskey|secretkey|accountkey|accesskeyid|accesskeysecret|credentials|apikey|licensekey|authorization|proxy-authorization|cookie|x-.*(token|key|secret).*)$/i
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
    if (isLeaf) return [shown(path, value)]
    return Object.entries(value).flatMap(([key, item]) =>
      leaves(item, schema && within(schema, key)?.schema, [...path, key]),
    )
  }

  function shown(path: readonly string[], value: unknown): ShownKey {
    const key = path.reduce(
      (text, step) =>
        /^\d+$/.test(step) ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`,
      '',
    )
    const isSecret = path.some(step => SECRET.test(step))
    return { key, path, value: masked(value, isSecret), origin: originOf(path) }
  }

  function originOf(path: readonly string[]): string {
    const origin = originAt(loaded.origins, path)
    if (origin !== undefined) return origin
    if (!isThere(loaded.raw, path)) return 'default'
    const { file, line } = loaded.places.value(
      path.map(step => (/^\d+$/.test(step) ? Number(step) : step)),
    )
    return `${file}:${line}`
  }
}

/** Empty values hide nothing. A URL may have a password in it. */
function masked(value: unknown, isSecret: boolean): unknown {
  if (isSecret) return value === '' || typeof value === 'object' ? value : MASK
  return typeof value === 'string' ? value.replace(/(?<=:\/\/)[^/@\s]+(?=@)/, MASK) : value
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
