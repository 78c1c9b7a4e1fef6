import { parseDuration } from './duration.ts'
import { parseUnitText, type Setting } from './unitText.ts'

/** What a unit's file and its drop-ins assign, in the order in which they apply. */
export class Settings {
  readonly #settings: readonly Setting[]

  constructor(texts: readonly string[]) {
    this.#settings = texts.flatMap(parseUnitText)
  }

  /** All values of a key since the last empty assignment. */
  all(section: string, key: string): string[] {
    let values: string[] = []
    for (const setting of this.#settings) {
      if (setting.section !== section || setting.key !== key) continue
      values = setting.value === '' ? [] : [...values, setting.value]
    }
    return values
  }

  /** The value that counts, or undefined when none is assigned. */
  last(section: string, key: string): string | undefined {
    return this.all(section, key).at(-1)
  }

  isTrue(section: string, key: string): boolean {
    return ['1', 'yes', 'true', 'on'].includes(this.last(section, key)?.toLowerCase() ?? '')
  }

  /** Milliseconds; the default where nothing, or nothing readable, is assigned. */
  duration(section: string, key: string, otherwise: number): number {
    const value = this.last(section, key)
    return (value === undefined ? undefined : parseDuration(value)) ?? otherwise
  }
}
