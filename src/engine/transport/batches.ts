import type { Fragment } from '../module/index.ts'

/** A batch larger than this is cut in two: the host holds all of it before it runs the first fragment. */
const MOST_FRAGMENTS = 500
const MOST_CHARACTERS = 1_000_000

/** Cuts a long list of fragments to batches of a size that every shell takes. */
export function cutBatches(fragments: readonly Fragment[]): readonly (readonly Fragment[])[] {
  const batches: Fragment[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const fragment of fragments) {
    const length = lengthOf(fragment)
    const batch = batches.at(-1)
    if (batch && batch.length < MOST_FRAGMENTS && size + length <= MOST_CHARACTERS) {
      batch.push(fragment)
      size += length
    } else {
      batches.push([fragment])
      size = length
    }
  }
  return batches
}

function lengthOf({ check, before, after, apply }: Fragment): number {
  return [check, before, after, apply].reduce((size, text) => size + (text?.length ?? 0), 0)
}
