/** Large enough that a system call costs little beside the copying, small enough that many clients may hold one each. */
const SIZE = 256 * 1024

/** How many are kept for the next transfer; any beyond are left to the garbage collector. */
const MOST_KEPT = 32

const kept: Buffer[] = []

/** Memory to send from, with whatever was in it before. */
export function takeBuffer(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(SIZE)
}

/** Gives memory back that nobody reads or writes any more. */
export function giveBuffer(buffer: Buffer): void {
  if (kept.length < MOST_KEPT) kept.push(buffer)
}
