import { type Digest, MANIFEST_TYPES, type Page, pageOf } from '../oci/index.ts'
import type { Referrer, Referrers } from '../storage/index.ts'
import type { Handlers } from './context.ts'
import { json } from './json.ts'

/** What the specification allows for one answer. */
const LARGEST_ANSWER = 4 * 1024 * 1024

/** What refers to a manifest: signatures, reports, anything with a subject. */
export function referrersHandlers(referrers: Referrers): Handlers<'referrers'> {
  return {
    async referrers({ repository, subject, artifactType, page }, { urls }) {
      const all = await referrers.to(repository, subject)
      const described = all
        .map(descriptorOf)
        .filter(one => artifactType === undefined || one.artifactType === artifactType)
      const { items, next } = fitting(described, page)
      const filter = artifactType === undefined ? {} : { 'OCI-Filters-Applied': 'artifactType' }
      const link = next && nextPage(urls.path(repository), { subject, artifactType, page, next })
      return json(
        { schemaVersion: 2, mediaType: MANIFEST_TYPES.ociIndex, manifests: items },
        { headers: { 'Content-Type': MANIFEST_TYPES.ociIndex, ...filter, ...link } },
      )
    },
  }
}

interface Described {
  readonly digest: Digest
  readonly artifactType?: string
}

function descriptorOf({ digest, size, content }: Referrer): Described {
  const { mediaType, artifactType, annotations } = content
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations === undefined ? {} : { annotations }),
  } as Described
}

interface Fitting {
  readonly items: readonly Described[]
  /** The last digest of this page, where more follow. */
  readonly next: string | undefined
}

/** As many as a page asks for and an answer may hold. */
function fitting(all: readonly Described[], page: Page): Fitting {
  const { items: digests, next } = pageOf(
    all.map(({ digest }) => digest),
    page,
  )
  const first = all.findIndex(({ digest }) => digest === digests[0])
  const items = digests.length === 0 ? [] : all.slice(first, first + digests.length)
  let size = 0
  const tooMany = items.findIndex(item => {
    size += JSON.stringify(item).length + 1
    return size > LARGEST_ANSWER
  })
  // One alone always fits: a manifest is smaller than that.
  if (tooMany < 1) return { items, next }
  const cut = items.slice(0, tooMany)
  return { items: cut, next: cut.at(-1)?.digest }
}

interface NextPage {
  readonly subject: Digest
  readonly artifactType: string | undefined
  readonly page: Page
  readonly next: string
}

function nextPage(path: string, { subject, artifactType, page, next }: NextPage) {
  const query = new URLSearchParams({ last: next })
  if (page.count !== undefined) query.set('n', String(page.count))
  if (artifactType !== undefined) query.set('artifactType', artifactType)
  return { Link: `<${path}/referrers/${subject}?${query}>; rel="next"` }
}
