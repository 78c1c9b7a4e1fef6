/** How often values were how large: plain numbers, cheap to add to. */
export class Distribution {
  /** The upper bounds of its buckets, ascending. */
  readonly bounds: readonly number[]
  /** How many values each bucket alone holds; the last one, those beyond all bounds. */
  readonly counts: number[]
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Array<number>(bounds.length + 1).fill(0)
  }

  add(value: number): void {
    let bucket = 0
    for (const bound of this.bounds) {
      if (value <= bound) break
      bucket += 1
    }
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
    this.sum += value
  }

  /** Adds all of one with the same bounds. */
  include({ counts, sum }: Distribution): void {
    for (const [bucket, count] of counts.entries()) {
      this.counts[bucket] = (this.counts[bucket] ?? 0) + count
    }
    this.sum += sum
  }
}

/** In seconds, for what takes from less than a millisecond to minutes. */
export const SECONDS: readonly number[] = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300,
]

/** From 256 bytes to 16 GiB. */
export const BYTES: readonly number[] = Array.from({ length: 14 }, (_, power) => 256 * 4 ** power)
