import { Fault } from '../../base/fault.ts'
import { parseYaml } from '../../base/yaml.ts'
import { isRaw, type Raw } from './normalize.ts'
import { isText, type Looked, within } from './schemaAt.ts'

/** Environment variables, as a process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What to make known of an overlay. */
export interface Overlaid {
  /** Which variable a value came from, by its path. */
  readonly origins: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

const PREFIX = 'REGISTRY_'
/** Kubernetes tells each container of the services around it, and one may be called `registry`. */
const OF_SERVICES = /^REGISTRY_(.*_)?(SERVICE_(HOST|PORT)(_.*)?|PORT(_\d+_(TCP|UDP)(_.*)?)?)$/
/** Read elsewhere, or before. */
const OTHERS = new Set([
  'REGISTRY_CONFIGURATION_PATH',
  'REGISTRY_HTTP_TLS_MINVERSION',
  'REGISTRY_HTTP_TLS_CIPHERSUITES',
])

/**
 * Lays `REGISTRY_A_B=value` over the key `a.b` of a configuration, as docker distribution does: values are YAML, elements of
 * lists go by their number, general variables before those that say more. Changes `raw`. Throws a Fault for what is no YAML.
 */
export function overlay(raw: Raw, environment: Environment, schema: Looked): Overlaid {
  const origins = new Map<string, string>()
  const warnings: string[] = []
  for (const name of Object.keys(environment).sort()) {
    const text = environment[name]
    if (!name.startsWith(PREFIX) || OTHERS.has(name) || text === undefined) continue
    if (name.startsWith('REGISTRY_MIDDLEWARE_REPOSITORY_OPENSHIFT_')) continue
    const key = keyOf(name, schema)
    if (key !== undefined) {
      const value = parsedValue(name, text)
      // As in docker distribution a secret of digits is text all the same.
      const isScalar = typeof value === 'number' || typeof value === 'boolean'
      set(raw, key.path, { value: isScalar && isText(key.schema) ? text : value, name })
      origins.set(key.path.join('.'), name)
    } else if (!OF_SERVICES.test(name)) {
      warnings.push(`Ignoring unrecognized environment variable ${name}`)
    }
  }
  return { origins, warnings }
}

interface Key {
  readonly path: readonly string[]
  readonly schema: Looked
}

/** The key that a variable means; undefined where there is none that a variable may set. */
function keyOf(name: string, schema: Looked): Key | undefined {
  const steps = name.slice(PREFIX.length).split('_')
  const [section = ''] = steps
  if (['VERSION', 'MIDDLEWARE'].includes(section)) return undefined
  if (section === 'OPENSHIFT' && steps[1] === 'VERSION') return undefined
  const path: string[] = []
  let here = schema
  for (const step of steps) {
    const found = within(here, step)
    if (found === undefined) return undefined
    path.push(found.name === step ? step.toLowerCase() : found.name)
    here = found.schema
  }
  return { path, schema: here }
}

function parsedValue(name: string, text: string): unknown {
  try {
    return parseYaml(text, name).value
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    throw new Fault(`config: environment variable ${name}: ${error.message}`, { cause: error })
  }
}

interface Setting {
  readonly value: unknown
  readonly name: string
}

function set(raw: Raw, path: readonly string[], { value, name }: Setting): void {
  let here: unknown = raw
  path.forEach((step, depth) => {
    const isLast = depth === path.length - 1
    if (Array.isArray(here)) here = setItem(here, Number(step), { isLast, value, name })
    else if (isRaw(here)) {
      const next = /^\d+$/.test(path[depth + 1] ?? '') ? [] : {}
      if (isLast) here[step] = value
      else if (typeof here[step] !== 'object' || here[step] === null) here[step] = next
      here = here[step]
    }
  })
}

function setItem(
  list: unknown[],
  index: number,
  { isLast, value, name }: Setting & { readonly isLast: boolean },
): unknown {
  if (index > list.length) {
    throw new Fault(
      `config: environment variable ${name}: the list has ${list.length} elements: ${index} can't be set`,
    )
  }
  if (isLast) list[index] = value
  else if (!isRaw(list[index])) list[index] = {}
  return list[index]
}
