import { readFile } from 'node:fs/promises'
import { Fault, messageOf } from '../../base/fault.ts'
import type { CompatibilityConfig } from '../config/index.ts'
import { type ManifestKey, newManifestKey, parseManifestKey } from '../oci/index.ts'

/** Keeps a key in a place that all processes of a registry share: the one that is there, or what `make` makes. */
export type Keep = (make: () => string) => Promise<string>

/**
 * The key that signs manifests of the first schema: that of the configured file, which is read at once, or one that is kept in
 * the storage once it is needed. Throws a Fault for a file that holds no such key.
 */
export async function manifestKeyFor(
  { schema1 }: CompatibilityConfig,
  keep: Keep,
): Promise<() => Promise<ManifestKey>> {
  const option = schema1.signingkeyfile === '' ? 'trustkey' : 'signingkeyfile'
  const path = schema1[option]
  if (path !== '') {
    const key = await keyIn(path, `compatibility.schema1.${option}`)
    return async () => key
  }
  let kept: Promise<ManifestKey> | undefined
  return () => {
    kept ??= keptKey(keep)
    return kept
  }
}

async function keyIn(path: string, option: string): Promise<ManifestKey> {
  try {
    return parseManifestKey(await readFile(path, 'utf8'))
  } catch (error) {
    throw new Fault(`config: ${option}: ${path} can't be used: ${messageOf(error)}`, {
      cause: error,
      hint: 'it must hold an RSA or a P-256 private key, as PEM',
    })
  }
}

async function keptKey(keep: Keep): Promise<ManifestKey> {
  try {
    return parseManifestKey(await keep(newManifestKey))
  } catch {
    // A storage that takes no changes may still be pulled from; which key signs is of no importance to anybody.
    return parseManifestKey(newManifestKey())
  }
}
