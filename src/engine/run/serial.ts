/** Cuts hosts into the batches of `serial`: numbers or percentages (rounded down, at least one), the last of which repeats. */
export function batchesOf<T>(
  hosts: readonly T[],
  serial: readonly (number | string)[],
): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = []
  let begin = 0
  while (begin < hosts.length) {
    const size = sizeOf(serial[Math.min(batches.length, serial.length - 1)], hosts.length)
    batches.push(hosts.slice(begin, begin + size))
    begin += size
  }
  return batches
}

function sizeOf(size: number | string | undefined, count: number): number {
  if (size === undefined) return count
  const share = /^(\d+)%$/.exec(String(size))?.[1]
  const number = share === undefined ? Number(size) : Math.floor((count * Number(share)) / 100)
  // `serial: 0` means all at once, a share of less than one host means one.
  if (share === undefined && !(number > 0)) return count
  return Math.max(1, number)
}
