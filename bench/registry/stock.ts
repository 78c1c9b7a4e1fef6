import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Blob, freshBlob, MEGABYTES_64 } from './content.ts'
import { pushBlob, pushImage } from './pushing.ts'
import type { Server } from './servers.ts'
import { withWires } from './wires.ts'

/** What a server holds before it is measured. */
export interface Stock {
  readonly large: readonly Blob[]
  readonly small: Blob
}

export const TAGS = 10_000

/** What all servers hold alike. */
export function makeStock(): Stock {
  return {
    large: Array.from({ length: 4 }, () => freshBlob(MEGABYTES_64)),
    small: freshBlob(4096),
  }
}

/** Brings the stock into a server, and a repository with very many tags, as its API would have written them. */
export async function fill(server: Server, { large, small }: Stock): Promise<void> {
  await withWires(server, 1, async ([wire]) => {
    if (wire === undefined) return
    for (const blob of large) await pushBlob(wire, 'bench/stock', blob)
    await pushImage(wire, 'bench/stock', 'v1', small)
    await pushImage(wire, 'bench/tags', 'v1', small)
  })
  const tags = join(server.root, 'docker/registry/v2/repositories/bench/tags/_manifests/tags')
  const digest = readFileSync(join(tags, 'v1/current/link'))
  for (let count = 1; count < TAGS; count++) {
    const current = join(tags, `build-${count}`, 'current')
    mkdirSync(current, { recursive: true })
    writeFileSync(join(current, 'link'), digest)
  }
}
