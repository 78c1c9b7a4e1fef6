import { messageOf } from '../../../base/fault.ts'

/** One object that couldn't be judged. Whatever it may lead to is kept. */
export interface Trouble {
  /** The object in the storage. */
  readonly path: string
  readonly reason: string
}

/** Collects what went wrong, so that one bad object doesn't end the work on all others. */
export class Troubles {
  readonly #all: Trouble[] = []
  readonly #tell: (trouble: Trouble) => void

  constructor(tell: (trouble: Trouble) => void = () => undefined) {
    this.#tell = tell
  }

  get all(): readonly Trouble[] {
    return this.#all
  }

  add(path: string, reason: unknown): void {
    const trouble = { path, reason: messageOf(reason) }
    this.#all.push(trouble)
    this.#tell(trouble)
  }
}
