import { readFile } from 'node:fs/promises'
import { Fault, messageOf } from '../../base/fault.ts'
import { parseWith } from '../../base/schema.ts'
import { parseYaml } from '../../base/yaml.ts'
import { type Config, type ConfigInput, configSchema } from './config.ts'

/** Reads and checks a configuration file. Throws a Fault that names the key and its place. */
export async function loadConfig(path: string): Promise<Config> {
  const { value, places } = parseYaml(await read(path), path)
  const config = parseWith(configSchema, value ?? {}, { name: 'config', places })
  const { secret, secretfile } = config.http
  if (secretfile === undefined) return config
  if (secret !== undefined) {
    throw new Fault('config: "http.secret" and "http.secretfile" exclude each other', {
      place: places.key(['http', 'secretfile']),
    })
  }
  return { ...config, http: { ...config.http, secret: await readSecret(secretfile) } }
}

/** A configuration made by code instead of a file. */
export function configOf(input: ConfigInput): Config {
  return parseWith(configSchema, input, { name: 'config' })
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
