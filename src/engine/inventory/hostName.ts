import type { Place } from '../../base/fault.ts'
import { expandRanges } from './ranges.ts'

/** The hosts that a name in an inventory stands for, and the port written behind it (`web[1:3]:2222`). */
export function parseHostName(
  text: string,
  place?: Place | undefined,
): { readonly names: readonly string[]; readonly port: number | undefined } {
  const [, name = text, port] = /^((?:[^:[\]]|\[[^\]]*\])+):(\d+)$/.exec(text) ?? []
  return {
    names: expandRanges(name, place),
    port: port === undefined ? undefined : Number(port),
  }
}
