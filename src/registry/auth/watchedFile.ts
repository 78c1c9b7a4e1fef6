import { readFileSync, statSync } from 'node:fs'
import { messageOf } from '../../base/fault.ts'
import type { Log } from '../observe/log.ts'

/**
 * A small file that may change while the daemon runs. Each look costs one stat; a version that can't be read or parsed
 * is logged, and the last good one stays in force.
 */
export class WatchedFile<T> {
  readonly #path: string
  readonly #parse: (text: string, path: string) => T
  readonly #log: Log
  #stamp: string
  #value: T

  /** Throws when the file can't be read or parsed the first time. */
  constructor(path: string, parse: (text: string, path: string) => T, log: Log) {
    this.#path = path
    this.#parse = parse
    this.#log = log
    this.#stamp = stampOf(path)
    this.#value = parse(readFileSync(path, 'utf8'), path)
  }

  /** What the file holds now. */
  get current(): T {
    const stamp = stampOf(this.#path)
    if (stamp !== this.#stamp) {
      this.#stamp = stamp
      this.#reload()
    }
    return this.#value
  }

  #reload(): void {
    try {
      this.#value = this.#parse(readFileSync(this.#path, 'utf8'), this.#path)
      this.#log.info('reloaded a changed file', { file: this.#path })
    } catch (error) {
      this.#log.error('cannot reload a changed file; what it held before stays in force', {
        file: this.#path,
        'err.message': messageOf(error),
      })
    }
  }
}

function stampOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'missing' : `${found.ino} ${found.size} ${found.mtimeNs}`
}
