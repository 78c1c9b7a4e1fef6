/** Large enough that a write costs less than the hashing of what it writes. */
const SLAB_SIZE = 512 * 1024

/** How many are kept for the next upload; any beyond are left to the garbage collector. */
const MOST_KEPT = 32

const kept: Buffer<ArrayBuffer>[] = []

/** A large piece of memory, with whatever was in it before. */
export function takeSlab(): Buffer<ArrayBuffer> {
  return kept.pop() ?? Buffer.allocUnsafeSlow(SLAB_SIZE)
}

/** Gives a slab back that nobody reads or writes any more. */
export function giveSlab(slab: Buffer<ArrayBuffer>): void {
  if (kept.length < MOST_KEPT) kept.push(slab)
}
