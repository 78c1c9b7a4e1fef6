import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Path, Places } from '../../base/yaml.ts'
import type { Config } from './config.ts'
import { type Origins, saidOrigin } from './origin.ts'

/**
 * Checks what no section can check alone. Resolves to what works otherwise than its author may think; throws a Fault that
 * names the key for what can't work.
 */
export function checkWhole(config: Config, places: Places, origins: Origins): string[] {
  const refuse = (path: Path, message: string): never => {
    const origin = saidOrigin(origins, path)
    if (origin !== undefined) {
      throw new Fault(`config: ${origin}: ${path.join('.')}: ${message}`)
    }
    throw new Fault(`config: ${path.join('.')}: ${message}`, { place: places.value(path) })
  }
  checkAddress(config, refuse)
  checkProxy(config, refuse)
  checkMiddleware(config, refuse)
  checkStrict(config)
  return [
    ...accessWarnings(config),
    ...ignoredIn(config),
    ...cacheWarnings(config, refuse),
    ...storageWarnings(config),
    ...middlewareWarnings(config),
  ]
}

function accessWarnings({ auth }: Config): string[] {
  if (auth === undefined) return ['no auth section: everyone may pull and push']
  if (auth.none) return ['auth.none: everyone may pull and push']
  return auth.silly
    ? ['auth.silly: any Authorization header will do: everyone may pull and push']
    : []
}

type Refuse = (path: Path, message: string) => never

function checkAddress({ http }: Config, refuse: Refuse): void {
  const isPath = http.addr.text.startsWith('/')
  if (isPath && http.net === 'tcp') refuse(['http', 'addr'], 'a path needs http.net: unix')
  if (!isPath && http.net === 'unix') {
    refuse(['http', 'addr'], `not the path of a socket: ${http.addr.text}`)
  }
}

function checkProxy({ proxy, auth }: Config, refuse: Refuse): void {
  if (proxy === undefined) return
  if (auth?.openshift) {
    const instead = 'use openshift.pullthrough'
    refuse(['proxy'], `proxy is not supported with the openshift middleware, ${instead}`)
  }
  refuse(['proxy'], 'a registry that stands in for another is not supported')
}

const STORAGE_MIDDLEWARE = ['openshift', 'cloudfront', 'redirect', 'rewrite']
const NEEDED_BY_CLOUDFRONT = ['baseurl', 'privatekey', 'keypairid']

function checkMiddleware({ middleware }: Config, refuse: Refuse): void {
  for (const [index, { name, options }] of middleware.storage.entries()) {
    const path = ['middleware', 'storage', index, 'options']
    if (!STORAGE_MIDDLEWARE.includes(name)) {
      const guess = didYouMean(name, STORAGE_MIDDLEWARE)
      refuse(['middleware', 'storage', index, 'name'], `unknown middleware "${name}"${guess}`)
    }
    if (name === 'cloudfront') {
      const missing = NEEDED_BY_CLOUDFRONT.find(key => !options[key])
      if (missing !== undefined) refuse([...path, missing], `no ${missing} provided`)
    }
    if (name === 'redirect') checkRedirect(options['baseurl'], [...path, 'baseurl'], refuse)
  }
}

/** With auth.openshift the entries are added where they are missing, unless that is forbidden. */
function checkStrict({ middleware, auth, openshift }: Config): void {
  if (auth?.openshift === undefined || !openshift.strictMiddleware) return
  for (const section of ['registry', 'repository', 'storage'] as const) {
    if (middleware[section].some(({ name, disabled }) => name === 'openshift' && !disabled))
      continue
    const what = section === 'storage' ? 'storage driver middleware' : 'registry middleware'
    throw new Fault(`config: Configuration error: OpenShift ${what} not activated`)
  }
}

function checkRedirect(baseurl: unknown, path: Path, refuse: Refuse): void {
  const text = String(baseurl ?? '')
  if (!/^[a-z][a-z0-9+.-]*:/i.test(text)) refuse(path, 'no scheme specified for redirect baseurl')
  if (!URL.canParse(text) || new URL(text).host === '') {
    refuse(path, 'no host specified for redirect baseurl')
  }
}

function ignoredIn({ log, reporting, redis }: Config): string[] {
  const sections = {
    'log.hooks': log.hooks.length > 0,
    reporting: reporting !== undefined,
    redis: redis !== undefined,
  }
  return Object.entries(sections).flatMap(([name, isThere]) =>
    isThere ? `${name} is not supported: it is ignored` : [],
  )
}

function cacheWarnings({ storage, redis }: Config, refuse: Refuse): string[] {
  const { blobdescriptor } = storage.cache
  if (blobdescriptor === '' || blobdescriptor === 'inmemory') return []
  if (blobdescriptor !== 'redis')
    return [`unknown cache type "${blobdescriptor}", caching disabled`]
  if (redis === undefined) {
    refuse(['storage', 'cache', 'blobdescriptor'], 'redis needs a redis section')
  }
  return ['storage.cache.blobdescriptor: redis is not used: descriptors are kept in memory']
}

function storageWarnings({ storage }: Config): string[] {
  const warnings: string[] = []
  if (!storage.delete.enabled) {
    warnings.push('storage.delete.enabled is false: images cannot be pruned')
  }
  if (storage.s3 && !storage.s3.v4auth) {
    warnings.push('storage.s3.v4auth is false: requests are signed by version 4 all the same')
  }
  return warnings
}

function middlewareWarnings({ middleware, storage }: Config): string[] {
  const names = middleware.storage.map(({ name }) => name)
  const cloudfront = names.indexOf('cloudfront')
  const openshift = names.indexOf('openshift')
  const warnings: string[] = []
  if (cloudfront >= 0 && openshift >= 0 && cloudfront > openshift) {
    warnings.push('middleware.storage: cloudfront must come before openshift to have an effect')
  }
  if (cloudfront >= 0 && storage.s3 === undefined) {
    warnings.push('middleware.storage: cloudfront has no effect without storage.s3')
  }
  for (const section of ['registry', 'repository', 'storage'] as const) {
    if (middleware[section].some(({ name, disabled }) => name === 'openshift' && disabled)) {
      warnings.push(
        `middleware.${section}: openshift is never disabled: it is part of the registry`,
      )
    }
  }
  return warnings
}
