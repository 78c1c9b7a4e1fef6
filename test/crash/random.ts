/** Random choices that a seed decides. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  /** The same, as many of each order of magnitude. */
  ofAnySize(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.next())
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] ?? choices[0]
  }

  /** Bytes that no other call returns. */
  bytes(length: number): Buffer {
    const block = Buffer.alloc(4096)
    for (let at = 0; at < block.length; at += 4) {
      block.writeUInt32LE(Math.floor(this.next() * 2 ** 32), at)
    }
    return Buffer.alloc(length, block)
  }

  /** Another source that this one decides. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 2 ** 32))
  }
}
