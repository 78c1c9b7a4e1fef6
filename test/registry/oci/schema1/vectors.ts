import { readFileSync } from 'node:fs'
import { type Convertible, digestOf, OciError } from '../../../../src/registry/oci/index.ts'

/** What docker-registry 2.8.2 made of `IMAGE` when it was asked for its first schema, signed by its own key. */
export const CONVERTED_BY_DOCKER = readFileSync(new URL('convertedByDocker.json', import.meta.url))

/** The digest that it said this has. */
export const CONVERTED_DIGEST =
  'sha256:921a6627266b1b64b9a4c860f9eed817cee6820c233eaa7f537f73a2ecb941bc'

export const LAYERS = ['layer one', 'layer two'].map(text => digestOf(Buffer.from(text)))

/** An image whose config has all that is hard to write again just so. */
export const IMAGE: Convertible = {
  repository: 'demo/app',
  tag: 'latest',
  manifest: Buffer.from(JSON.stringify({ layers: LAYERS.map(digest => ({ digest })) })),
  config: readFileSync(new URL('config.json', import.meta.url)),
}

/** What a client would be told: the code and the message; `none` where nothing is refused. */
export function refusal(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof OciError) return `${error.code} ${error.message}`
    throw error
  }
  return 'none'
}
