import { Fault } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'

/** TLS 1.3 has only safe ones. AES-128 first: it costs the least CPU. */
const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

/** The ciphers that are used where none are chosen. */
export const SAFE_CIPHERS = [...TLS13, 'ECDHE+AESGCM', 'ECDHE+CHACHA20'].join(':')

/** OpenSSL's names of TLS 1.2's suites, by the names that Go and the RFCs have. */
const OPENSSL: Readonly<Record<string, string>> = {
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
}

/** The ciphers that a configuration chooses, as OpenSSL wants them. Throws a Fault for a name that it doesn't know. */
export function ciphersOf(names: readonly string[]): string {
  const chosen = names.flatMap(name => {
    if (TLS13.includes(name)) return []
    const found = OPENSSL[name]
    if (found !== undefined) return found
    const guess = didYouMean(name, Object.keys(OPENSSL))
    throw new Fault(`config: http.tls.ciphersuites: unknown cipher suite "${name}"${guess}`)
  })
  // Those of TLS 1.3 can't be left out: it has no others.
  return [...TLS13, ...chosen].join(':')
}
