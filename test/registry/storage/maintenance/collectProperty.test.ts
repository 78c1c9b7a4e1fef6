import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Digest, parseTag } from '../../../../src/registry/oci/index.ts'
import { memoryDriver } from '../../../../src/registry/storage/drivers/memory.ts'
import type { Driver } from '../../../../src/registry/storage/index.ts'
import {
  layerLink,
  REPOSITORIES,
  ROOT,
  revisionLink,
  tagHome,
} from '../../../../src/registry/storage/layout.ts'
import { collectGarbage } from '../../../../src/registry/storage/maintenance/collect.ts'
import { objectsBelow } from '../../../../src/registry/storage/maintenance/walk.ts'
import { type StoredImages, storedImages } from '../../../helpers/storedImages.ts'

/** Everything that was stored is old at this time. */
const LATER = Date.now() + 1_000_000

type Step =
  | { kind: 'image'; layers: number[]; subject?: number; tag?: number }
  | { kind: 'index'; children: number[]; subject?: number; tag?: number }
  | { kind: 'blob'; content: number }
  | { kind: 'untag'; tag: number }
  | { kind: 'delete'; manifest: number }

interface Manifest {
  readonly digest: Digest
  readonly blobs: readonly Digest[]
  readonly children: readonly Digest[]
  readonly subject: Digest | undefined
}

/** What a repository should hold, kept in the plainest way. */
interface Model {
  readonly images: StoredImages
  readonly manifests: Map<Digest, Manifest>
  readonly tags: Map<string, Digest>
}

const number = fc.nat({ max: 7 })
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record(
      {
        kind: fc.constant('image' as const),
        layers: fc.array(number, { maxLength: 3 }),
        subject: number,
        tag: number,
      },
      { requiredKeys: ['kind', 'layers'] },
    ),
    fc.record(
      {
        kind: fc.constant('index' as const),
        children: fc.array(number, { minLength: 1, maxLength: 3 }),
        subject: number,
        tag: number,
      },
      { requiredKeys: ['kind', 'children'] },
    ),
    fc.record({ kind: fc.constant('blob' as const), content: number }),
    fc.record({ kind: fc.constant('untag' as const), tag: number }),
    fc.record({ kind: fc.constant('delete' as const), manifest: number }),
  ),
  { maxLength: 14 },
)

for (const deleteUntagged of [false, true]) {
  test(`keeps all that is needed and nothing else, ${deleteUntagged ? 'untagged manifests too' : 'whatever has a manifest'}`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, steps, async (first, second) => {
        const driver = memoryDriver()
        const models = await Promise.all([
          build(driver, 'team/app', first),
          build(driver, 'team/app/deeper', second),
        ])
        const options = { grace: 0, deleteUntagged, now: () => LATER }
        const planned = await collectGarbage(driver, { ...options, dryRun: true })
        const { troubles, ...counts } = await collectGarbage(driver, options)

        assert.equal({ ...counts, troubles }, planned)
        assert.equal(troubles, [])
        const expected = models.flatMap(model => expectedLinks(model, deleteUntagged))
        assert.equal(await linksIn(driver), expected.sort())
        assert.equal(await dataIn(driver), [...new Set(expected.map(digestIn))].sort())

        const again = await collectGarbage(driver, options)
        assert.is(again.blobs + again.links + again.manifests + again.repositories, 0)
      }),
      { numRuns: 40 },
    )
  })
}

test.run()

async function build(driver: Driver, name: string, steps: readonly Step[]): Promise<Model> {
  const images = storedImages(driver, name)
  const model: Model = { images, manifests: new Map(), tags: new Map() }
  for (const [index, step] of steps.entries()) await take(model, step, index)
  return model
}

async function take(model: Model, step: Step, index: number): Promise<void> {
  const { images, manifests, tags } = model
  const all = [...manifests.keys()]
  const nth = (count: number): Digest | undefined => all[count % Math.max(1, all.length)]
  switch (step.kind) {
    case 'blob':
      await images.blob(`blob ${step.content}`)
      return
    case 'untag':
      if (tags.delete(`t${step.tag}`)) {
        await images.driver.remove(tagHome(images.repository, tagOf(`t${step.tag}`)))
      }
      return
    case 'delete': {
      const digest = nth(step.manifest)
      if (digest === undefined || [...tags.values()].includes(digest)) return
      manifests.delete(digest)
      await images.driver.remove(revisionLink(images.repository, digest))
      return
    }
    default:
      await push(model, step, { index, nth })
  }
}

async function push(
  { images, manifests, tags }: Model,
  step: Extract<Step, { kind: 'image' | 'index' }>,
  { index, nth }: { index: number; nth: (count: number) => Digest | undefined },
): Promise<void> {
  const subject = step.subject === undefined ? undefined : nth(step.subject)
  const tag = step.tag === undefined ? undefined : `t${step.tag}`
  const children = step.kind === 'index' ? step.children.flatMap(child => nth(child) ?? []) : []
  const contents = step.kind === 'image' ? step.layers.map(layer => `blob ${layer}`) : []
  const config = { index }
  const digest =
    step.kind === 'index'
      ? await images.index(children, { tag, subject })
      : await images.image({ layers: contents, config, subject, tag })
  const blobs = step.kind === 'index' ? [] : [JSON.stringify(config), ...contents]
  manifests.set(digest, {
    digest,
    blobs: await Promise.all(blobs.map(content => images.blob(content))),
    children,
    subject,
  })
  if (tag) tags.set(tag, digest)
}

/** Adds what is needed until nothing is added any more. */
function expectedLinks({ images, manifests, tags }: Model, deleteUntagged: boolean): string[] {
  const kept = new Set<Manifest>()
  const isNeeded = (manifest: Manifest): boolean =>
    [...tags.values()].includes(manifest.digest) ||
    (!deleteUntagged && manifest.subject === undefined) ||
    [...kept].some(
      ({ digest, children }) => digest === manifest.subject || children.includes(manifest.digest),
    )
  for (let size = -1; size !== kept.size; ) {
    size = kept.size
    for (const manifest of manifests.values()) if (isNeeded(manifest)) kept.add(manifest)
  }
  const links = [...kept].flatMap(({ digest, blobs }) => [
    revisionLink(images.repository, digest),
    ...blobs.map(blob => layerLink(images.repository, blob)),
  ])
  return [...new Set(links)]
}

async function linksIn(driver: Driver): Promise<string[]> {
  const paths = await toArray(objectsBelow(driver, REPOSITORIES))
  return paths.filter(path => /\/(_layers|revisions)\//.test(path)).sort()
}

async function dataIn(driver: Driver): Promise<string[]> {
  const paths = await toArray(objectsBelow(driver, `${ROOT}/blobs`))
  return paths.map(digestIn).sort()
}

function digestIn(path: string): string {
  return /[0-9a-f]{64}/.exec(path)?.[0] ?? path
}

async function toArray<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

function tagOf(name: string) {
  const tag = parseTag(name)
  if (tag === undefined) throw new Error(name)
  return tag
}
