import { type Inflow, pumped } from './driver.ts'

/** In bytes. Configs and manifests' small parts: they needn't touch the disk before they are known to be right. */
const MOST = 64 * 1024

/** A body that is sent whole in one request. */
export interface Sent {
  readonly body: Inflow
  /** How many bytes it has; undefined where only its end will tell. */
  readonly length?: number | undefined
}

/** All bytes of a body that is known to be small; undefined, and nothing was read, for any other. */
export async function smallBody({ body, length }: Sent): Promise<Buffer | undefined> {
  if (length === undefined || length > MOST) return undefined
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  await pumped(body, chunk => {
    bytes.set(chunk, filled)
    filled += chunk.length
  })
  if (filled !== length) throw new Error(`${filled} bytes came, not ${length}`)
  return bytes
}
