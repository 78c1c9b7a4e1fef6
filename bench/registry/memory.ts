import { forget } from './cells.ts'
import { type Blob, freshBlob, MEGABYTES_64 } from './content.ts'
import { type Memory, watchMemory } from './processes.ts'
import { pushBlob } from './pushing.ts'
import type { Server } from './servers.ts'
import { shared, withWires } from './wires.ts'

/** The memory that servers take for pushes at once: one after the other, each for the same blobs. */
export async function measureMemory(
  servers: readonly Server[],
  pushes: number,
): Promise<ReadonlyMap<string, Memory>> {
  const blobs: readonly Blob[] = Array.from({ length: pushes }, () => freshBlob(MEGABYTES_64))
  const peaks = new Map<string, Memory>()
  for (const server of servers) {
    const watch = watchMemory(server.pids)
    await withWires(server, pushes, wires =>
      shared(wires, blobs, (wire, blob) => pushBlob(wire, 'bench/pushed', blob)),
    )
    peaks.set(server.name, watch.stop())
    await forget(server, blobs)
  }
  return peaks
}
