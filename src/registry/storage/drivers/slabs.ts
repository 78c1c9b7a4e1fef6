/** Large enough that a write costs less than the hashing of what it writes. */
const SLAB_SIZE = 512 * 1024

/** How many one process has, whatever comes in: 48 MB. */
const MOST = 96

/** How many wait for the next upload; any beyond are left to the garbage collector. */
const MOST_KEPT = 32

const free: Buffer<ArrayBuffer>[] = []
let made = 0

/** A large piece of memory, with whatever was in it before; undefined when all are in use. */
export function takeSlab(): Buffer<ArrayBuffer> | undefined {
  const slab = free.pop()
  if (slab !== undefined || made === MOST) return slab
  made += 1
  return Buffer.allocUnsafeSlow(SLAB_SIZE)
}

/** Gives a slab back that nobody reads or writes any more. */
export function giveSlab(slab: Buffer<ArrayBuffer>): void {
  if (free.length < MOST_KEPT) free.push(slab)
  else made -= 1
}
