import type { Digest, Repository } from '../../oci/index.ts'
import { home, layerLink, layers, PARTS } from '../layout.ts'
import { readLink } from '../links.ts'
import { eachOf } from './eachOf.ts'
import { keptOf } from './kept.ts'
import { rescueNew } from './rescue.ts'
import { type Run, take } from './run.ts'
import { type Survey, surveyOf } from './survey.ts'
import { sweepRevisions } from './sweepRevisions.ts'
import { tidyBelow } from './tidyBelow.ts'
import { digestsBelow, objectsBelow } from './walk.ts'

/** Marks what a repository needs, and takes away its manifests and links that nothing needs. */
export async function collectRepository(run: Run, repository: Repository): Promise<void> {
  const survey = await surveyOf(run.driver, repository, run)
  const kept = keptOf(survey, run.rules)
  const needed = mark(run, survey, kept)
  const condemned = new Map([...survey.revisions].filter(([digest]) => !kept.has(digest)))
  await sweepRevisions(run, repository, condemned)
  const remaining = await sweepLinks(run, survey, needed)
  await rescueNew(run, repository, { known: kept, condemned })
  if (kept.size + survey.tagged.size + remaining === 0) await removeEmptied(run, repository)
}

/** Marks the manifests that stay and all their blobs, and returns these. */
function mark(run: Run, survey: Survey, kept: ReadonlySet<Digest>): ReadonlySet<Digest> {
  const { repository, revisions } = survey
  const needed = new Set<Digest>()
  for (const digest of kept) {
    run.marked.add(digest)
    run.tell({ kind: 'markedManifest', repository, digest })
    for (const blob of revisions.get(digest)?.blobs ?? []) needed.add(blob)
  }
  for (const digest of needed) {
    run.marked.add(digest)
    run.tell({ kind: 'markedBlob', repository, digest })
  }
  return needed
}

/** Takes away links to blobs that no manifest here needs, and marks what the others point at. Resolves to how many stay. */
async function sweepLinks(
  run: Run,
  { repository, isWhole }: Survey,
  needed: ReadonlySet<Digest>,
): Promise<number> {
  let remaining = 0
  const sweepLink = async (digest: Digest): Promise<void> => {
    const path = layerLink(repository, digest)
    const isNeeded = !isWhole || needed.has(digest)
    if (!isNeeded && (await take(run, path)) !== undefined) {
      run.tell({ kind: 'eligibleLink', repository, digest })
      return
    }
    remaining++
    run.marked.add(digest)
    // Another registry may have linked one digest of some bytes to another.
    const linked = await readLink(run.driver, path)
    if (linked !== undefined) run.marked.add(linked)
  }
  await eachOf(digestsBelow(run.driver, layers(repository)), sweepLink, run)
  return remaining
}

/** Removes what is left of a repository in which nothing can be found any more. */
async function removeEmptied(run: Run, repository: Repository): Promise<void> {
  const { driver, trash } = run
  if (await hasObjects('_uploads')) return
  if (trash && ((await hasObjects('_manifests')) || (await hasObjects('_layers')))) return
  run.tell({ kind: 'emptied', repository })
  if (trash === undefined) return
  for await (const path of objectsBelow(driver, partOf('_referrers'))) await take(run, path)
  for (const part of PARTS) await tidyBelow(driver, partOf(part))
  await driver.tidy?.(home(repository))

  function partOf(part: (typeof PARTS)[number]): string {
    return `${home(repository)}/${part}`
  }

  async function hasObjects(part: (typeof PARTS)[number]): Promise<boolean> {
    for await (const _ of objectsBelow(driver, partOf(part))) return true
    return false
  }
}
