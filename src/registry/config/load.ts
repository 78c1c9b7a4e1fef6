import { readFile } from 'node:fs/promises'
import { Fault, messageOf } from '../../base/fault.ts'
import { parseWith } from '../../base/schema.ts'
import { type Places, parseYaml } from '../../base/yaml.ts'
import { checkWhole } from './checkWhole.ts'
import { type Config, type ConfigInput, configSchema } from './config.ts'
import { applyLegacy } from './legacy.ts'
import { isRaw, normalize, type Raw, shortDurations } from './normalize.ts'
import { type Origins, saidOrigin } from './origin.ts'
import { type Environment, overlay } from './overlay.ts'
import { applyTlsVariables } from './tlsVariables.ts'

/** A configuration, and how it came to be. */
export interface LoadedConfig {
  readonly config: Config
  /** What works otherwise than its author may think. */
  readonly warnings: readonly string[]
  /** What was read, with variables laid over: the keys that somebody set. */
  readonly raw: Raw
  /** Where a path's value was set, other than in the file. */
  readonly origins: Origins
  readonly places: Places
}

/** Reads and checks a configuration file under an environment. Throws a Fault that names the key and its place. */
export async function readConfig(
  path: string,
  environment: Environment = {},
): Promise<LoadedConfig> {
  const { value, places } = parseYaml(await read(path), path)
  if (value !== null && value !== undefined && !isRaw(value)) {
    throw new Fault('config: not a mapping', { place: places.value([]) })
  }
  const warnings: string[] = []
  const raw = normalize(structuredClone(value ?? {}), configSchema, text => warnings.push(text))
  const laid = overlay(raw, environment, configSchema)
  const legacy = applyLegacy(raw, environment)
  const tls = applyTlsVariables(raw, environment)
  warnings.push(...laid.warnings, ...legacy.warnings, ...shortDurations(raw, configSchema))
  const variables = [...laid.origins].map(([key, name]) => [key, `env ${name}`] as const)
  const origins = new Map([...variables, ...legacy.origins, ...tls])
  const checked = parseWith(configSchema, raw, {
    name: 'config',
    places,
    origin: at => saidOrigin(origins, at),
  })
  const config = await withSecret(checked, places)
  if (checked.http.secretfile !== undefined) origins.set('http.secret', 'http.secretfile')
  warnings.push(...checkWhole(config, places, origins))
  return { config, warnings, raw, places, origins }
}

/** The same, of which only the configuration is wanted. */
export async function loadConfig(path: string, environment?: Environment): Promise<Config> {
  return (await readConfig(path, environment)).config
}

/** A configuration made by code instead of a file. */
export function configOf(input: ConfigInput): Config {
  return parseWith(configSchema, input, { name: 'config' })
}

async function withSecret(config: Config, places: Places): Promise<Config> {
  const { secret, secretfile } = config.http
  if (secretfile === undefined) return config
  if (secret !== undefined) {
    throw new Fault('config: "http.secret" and "http.secretfile" exclude each other', {
      place: places.key(['http', 'secretfile']),
    })
  }
  return { ...config, http: { ...config.http, secret: await readSecret(secretfile) } }
}

async function readSecret(file: string): Promise<string> {
  const secret = (await read(file, 'http.secretfile: ')).trim()
  if (secret === '') throw new Fault(`config: http.secretfile: ${file} is empty`)
  return secret
}

async function read(path: string, key = ''): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new Fault(`config: ${key}cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}
