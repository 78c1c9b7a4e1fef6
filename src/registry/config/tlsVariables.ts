import { Fault } from '../../base/fault.ts'
import { isRaw, type Raw } from './normalize.ts'
import type { Environment } from './overlay.ts'

const VERSIONS: Readonly<Record<string, string>> = {
  VersionTLS10: 'tls1.0',
  VersionTLS11: 'tls1.1',
  VersionTLS12: 'tls1.2',
  VersionTLS13: 'tls1.3',
}

/** Obeys the variables by which OpenShift sets the version and the ciphers of TLS. Changes `raw`. Throws a Fault for a bad value. */
export function applyTlsVariables(raw: Raw, environment: Environment): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  const version = environment['REGISTRY_HTTP_TLS_MINVERSION']
  const suites = environment['REGISTRY_HTTP_TLS_CIPHERSUITES']
  const http = isRaw(raw['http']) ? raw['http'] : {}
  if (!isRaw(http['tls'])) return origins
  if (version) {
    http['tls']['minimumtls'] = minimumOf(version)
    origins.set('http.tls.minimumtls', 'env REGISTRY_HTTP_TLS_MINVERSION')
  }
  if (suites) {
    http['tls']['ciphersuites'] = suites.split(',').map(suite => suite.trim())
    origins.set('http.tls.ciphersuites', 'env REGISTRY_HTTP_TLS_CIPHERSUITES')
  }
  return origins
}

function minimumOf(version: string): string {
  const found = VERSIONS[version]
  if (found !== undefined) return found
  const text = JSON.stringify(version)
  throw new Fault(
    `config: invalid TLS version ${text} specified in REGISTRY_HTTP_TLS_MINVERSION: unknown tls version ${text} (valid values are [${Object.keys(VERSIONS).join(' ')}])`,
  )
}
