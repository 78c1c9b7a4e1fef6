/** What was used last, up to a total weight; what was not used for the longest goes first. */
export class Recent<T> {
  readonly #most: number
  readonly #kept = new Map<string, { readonly value: T; readonly weight: number }>()
  #total = 0

  constructor(most: number) {
    this.#most = most
  }

  get(key: string): T | undefined {
    const found = this.#kept.get(key)
    if (found === undefined) return undefined
    // A map keeps the order in which keys came.
    this.#kept.delete(key)
    this.#kept.set(key, found)
    return found.value
  }

  set(key: string, value: T, weight: number): void {
    this.delete(key)
    if (weight > this.#most) return
    this.#kept.set(key, { value, weight })
    this.#total += weight
    for (const [oldest] of this.#kept) {
      if (this.#total <= this.#most) break
      this.delete(oldest)
    }
  }

  delete(key: string): void {
    const found = this.#kept.get(key)
    if (found === undefined) return
    this.#kept.delete(key)
    this.#total -= found.weight
  }
}
