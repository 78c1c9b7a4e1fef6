import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So many bytes of bodies may lie about before they are swept up. */
const MOST = 16 * 1024 * 1024

type Collect = (options: { readonly type: 'minor' }) => void

let collect: Collect | undefined
let received = 0

/**
 * Every chunk of a body comes in memory of its own. The collector doesn't count that as young memory: it lets much of it
 * pile up, and then looks through the whole heap for it. Sweeping up often, where only the young is looked at, takes less
 * time and keeps memory small. To be told of each chunk that is done with.
 */
export function noteReceived(bytes: number): void {
  received += bytes
  if (received < MOST) return
  received = 0
  collect ??= collector()
  collect({ type: 'minor' })
}

function collector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}
