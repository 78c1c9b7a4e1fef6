import { readFileSync } from 'node:fs'

/** Set where the daemon is bundled: there is no package beside it then. */
declare const BUNDLED_VERSION: string | undefined

/** The version of this program. */
export function version(): string {
  if (typeof BUNDLED_VERSION === 'string') return BUNDLED_VERSION
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  return manifest.version
}
