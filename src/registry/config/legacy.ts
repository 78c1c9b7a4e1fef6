import { Fault } from '../../base/fault.ts'
import { isRaw, type Raw } from './normalize.ts'
import type { Environment } from './overlay.ts'

type Kind = 'boolean' | 'duration' | 'text'

interface Legacy {
  /** In the options of the repository middleware; in capitals, the end of the variable's name. */
  readonly option: string
  readonly section: string
  readonly key: string
  readonly kind: Kind
}

const VARIABLE = 'REGISTRY_MIDDLEWARE_REPOSITORY_OPENSHIFT_'

const LEGACY: readonly Legacy[] = [
  { option: 'acceptschema2', section: 'compatibility', key: 'acceptschema2', kind: 'boolean' },
  { option: 'enforcequota', section: 'quota', key: 'enabled', kind: 'boolean' },
  { option: 'projectcachettl', section: 'quota', key: 'cachettl', kind: 'duration' },
  {
    option: 'blobrepositorycachettl',
    section: 'cache',
    key: 'blobrepositoryttl',
    kind: 'duration',
  },
  { option: 'pullthrough', section: 'pullthrough', key: 'enabled', kind: 'boolean' },
  { option: 'mirrorpullthrough', section: 'pullthrough', key: 'mirror', kind: 'boolean' },
]

/** What each setting came from, by its path; and what to warn of. */
export interface LegacySettings {
  readonly origins: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

/**
 * Moves what the OpenShift registry of 3.2 had as options of its middleware, and as variables of other names, to where it is
 * now. A variable wins over all; an option only where the section isn't there. Changes `raw`. Throws a Fault for a bad value.
 */
export function applyLegacy(raw: Raw, environment: Environment): LegacySettings {
  const origins = new Map<string, string>()
  const warnings: string[] = []
  const given = isRaw(raw['openshift']) ? raw['openshift'] : {}
  const openshift: Raw = { ...given }
  const put = (section: string, key: string, value: unknown, origin: string): void => {
    const before = openshift[section]
    openshift[section] = { ...(isRaw(before) ? before : {}), [key]: value }
    origins.set(`openshift.${section}.${key}`, origin)
  }
  const options = optionsOf(raw)
  for (const { option, section, key, kind } of LEGACY) {
    const name = VARIABLE + option.toUpperCase()
    const text = environment[name]
    if (text) {
      put(section, key, parsedValue(text, kind, `openshift.${section}.${key}`, name), `env ${name}`)
    } else if (options[option] !== undefined && given[section] === undefined) {
      const where = `config option "${option}"`
      put(section, key, parsedValue(String(options[option]), kind, where), 'middleware.repository')
    }
  }
  const address = serverAddress(environment, options, warnings) ?? ownService(environment, given)
  if (address) put('server', 'addr', address.value, address.origin)
  if (origins.size > 0) raw['openshift'] = openshift
  return { origins, warnings }
}

function optionsOf(raw: Raw): Raw {
  const middleware = isRaw(raw['middleware']) ? raw['middleware'] : {}
  const entries = Array.isArray(middleware['repository']) ? middleware['repository'] : []
  const entry = entries.find(each => isRaw(each) && each['name'] === 'openshift')
  return isRaw(entry) && isRaw(entry['options']) ? entry['options'] : {}
}

/** Old variables win over the new one, as they always did. */
function serverAddress(environment: Environment, options: Raw, warnings: string[]) {
  for (const name of ['OPENSHIFT_DEFAULT_REGISTRY', 'DOCKER_REGISTRY_URL']) {
    const value = environment[name]
    if (!value) continue
    warnings.push(
      `DEPRECATED: "${name}" is deprecated, use the 'REGISTRY_OPENSHIFT_SERVER_ADDR' instead`,
    )
    return { value, origin: `env ${name}` }
  }
  const variable = `${VARIABLE}DOCKERREGISTRYURL`
  const value = environment[variable]
  if (value) return { value, origin: `env ${variable}` }
  const option = options['dockerregistryurl']
  return option ? { value: option, origin: 'middleware.repository' } : undefined
}

/** In a cluster the address of the service that is called `docker-registry`, where nothing else is said. */
function ownService(environment: Environment, { server }: Raw) {
  if (isRaw(server) && server['addr']) return undefined
  const name = 'DOCKER_REGISTRY_SERVICE_HOST'
  const host = environment[name]
  const port = environment['DOCKER_REGISTRY_SERVICE_PORT']
  return host && port ? { value: `${host}:${port}`, origin: `env ${name}` } : undefined
}

function parsedValue(text: string, kind: Kind, where: string, variable?: string): unknown {
  if (kind !== 'boolean') return text
  if (/^true$/i.test(text)) return true
  if (/^false$/i.test(text)) return false
  if (variable === undefined) {
    throw new Fault(`config: ${where}: invalid value: ${JSON.stringify(text)} is not a boolean`)
  }
  throw new Fault(
    `config: configuration error in ${where}: invalid value of environment variable ${variable}: ${JSON.stringify(text)} is not a boolean`,
  )
}
