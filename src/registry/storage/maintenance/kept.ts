import type { Digest } from '../../oci/index.ts'
import type { Revision, Survey } from './survey.ts'

export interface KeepRules {
  /** What was pushed at this time or later is kept. */
  readonly cutoff: Date
  /** Manifests that nothing leads to go, not only those whose subject has gone. */
  readonly deleteUntagged: boolean
}

/**
 * The manifests of a repository that stay: those that are tagged, young, or (unless untagged ones go) refer to no subject; what
 * those list, however deep; and whatever refers to one that stays.
 */
export function keptOf(survey: Survey, rules: KeepRules): ReadonlySet<Digest> {
  const { revisions, tagged, isWhole } = survey
  if (!isWhole) return new Set(revisions.keys())
  const referrers = referrersIn(revisions)
  const kept = new Set<Digest>()
  const next = [...revisions].filter(([digest, revision]) => isRoot(digest, revision)).map(key)
  for (let digest = next.pop(); digest !== undefined; digest = next.pop()) {
    const revision = revisions.get(digest)
    if (revision === undefined || kept.has(digest)) continue
    kept.add(digest)
    next.push(...revision.children, ...(referrers.get(digest) ?? []))
  }
  return kept

  function isRoot(digest: Digest, { pushed, subject }: Revision): boolean {
    if (tagged.has(digest) || pushed >= rules.cutoff) return true
    return !rules.deleteUntagged && subject === undefined
  }
}

function referrersIn(revisions: ReadonlyMap<Digest, Revision>): ReadonlyMap<Digest, Digest[]> {
  const referrers = new Map<Digest, Digest[]>()
  for (const [digest, { subject }] of revisions) {
    if (subject === undefined) continue
    const others = referrers.get(subject)
    if (others) others.push(digest)
    else referrers.set(subject, [digest])
  }
  return referrers
}

function key<K>([first]: readonly [K, unknown]): K {
  return first
}
