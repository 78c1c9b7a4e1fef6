import type { Digest, Repository } from '../../oci/index.ts'
import type { Driver } from '../driver.ts'
import type { DigestSet } from './digestSet.ts'
import type { KeepRules } from './kept.ts'
import type { Trash } from './trash.ts'
import type { Trouble, Troubles } from './trouble.ts'

/** What a collector says while it works. */
export type CollectorEvent =
  | {
      readonly kind: 'markedManifest' | 'markedBlob'
      readonly repository: Repository
      readonly digest: Digest
    }
  | {
      readonly kind: 'eligibleManifest' | 'eligibleLink'
      readonly repository: Repository
      readonly digest: Digest
    }
  | { readonly kind: 'eligibleBlob'; readonly digest: Digest; readonly size: number }
  | { readonly kind: 'emptied'; readonly repository: string }
  | ({ readonly kind: 'trouble' } & Trouble)

/** What a run of the collector shares among its stages. */
export interface Run {
  readonly driver: Driver
  readonly rules: KeepRules
  /** Where things go; undefined for a run that only looks. */
  readonly trash: Trash | undefined
  /** The data of everything in here stays. */
  readonly marked: DigestSet
  readonly troubles: Troubles
  readonly signal: AbortSignal | undefined
  tell(event: CollectorEvent): void
}

/** Takes an object away if it is old enough, or finds that it could. Resolves to its size, or undefined where it stays. */
export async function take(run: Run, path: string): Promise<number | undefined> {
  const { driver, trash, rules, troubles } = run
  try {
    if (trash) return await trash.take(path, rules.cutoff)
    const entry = await driver.stat(path)
    return entry && entry.modified < rules.cutoff ? entry.size : undefined
  } catch (error) {
    troubles.add(path, error)
    return undefined
  }
}
