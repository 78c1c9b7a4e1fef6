import { setTimeout as delay } from 'node:timers/promises'
import type { Digest } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import { blobData } from '../layout.ts'
import { DigestSet } from './digestSet.ts'
import { type Finding, type FindingKind, findingOf } from './finding.ts'

export interface CheckOptions {
  readonly repair: boolean
  /** What was changed at this time or later may be in use, and isn't left behind. */
  readonly before: Date
  /** Whether an index must have its children in the repository. */
  readonly needsChildren: boolean
  /** In ms, from the first look at something to the second one. */
  readonly patience: number
  readonly tell: (finding: Finding) => void
  readonly signal: AbortSignal | undefined
}

/** A suspicion: what would be wrong, where, and how to make sure. */
export interface Suspicion {
  readonly kind: FindingKind
  readonly path: string
  readonly detail?: string
  isWrong(): Promise<boolean>
  /** Absent where nothing can be done. Called only after `isWrong` has said yes twice. */
  repair?(): Promise<void>
}

/** What the parts of a check of a storage share. */
export class Check {
  readonly driver: Driver
  readonly options: CheckOptions
  /** Blobs whose bytes are wrong count as missing. */
  readonly wrong = new DigestSet()
  readonly #present = new DigestSet()

  constructor(driver: Driver, options: CheckOptions) {
    this.driver = driver
    this.options = options
  }

  /** Looks into a suspicion, twice before it is reported: others work on the same storage. True where it was right. */
  async suspect({ kind, path, detail, isWrong, repair }: Suspicion): Promise<boolean> {
    if (!(await isWrong())) return false
    await delay(this.options.patience)
    if (!(await isWrong())) return false
    const isRepaired = this.options.repair && repair !== undefined
    if (isRepaired) await repair()
    this.options.tell(findingOf(kind, { path, detail, isRepaired }))
    return true
  }

  /** Whether the right bytes of a digest are stored, as far as is known. */
  async hasData(digest: Digest): Promise<boolean> {
    if (this.wrong.has(digest)) return false
    if (this.#present.has(digest)) return true
    const isThere = (await this.driver.stat(blobData(digest))) !== undefined
    if (isThere) this.#present.add(digest)
    return isThere
  }
}
