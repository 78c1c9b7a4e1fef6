import { OciError, type Page, pageOf } from '../oci/index.ts'
import type { Repositories, Tags } from '../storage/index.ts'
import type { Handlers } from './context.ts'
import { json } from './json.ts'

/** What there is: repositories, and the tags of one. */
export function listingHandlers(
  repositories: Repositories,
  tags: Tags,
): Handlers<'catalog' | 'tags'> {
  return {
    async catalog({ page }, { may, urls }) {
      const visible = (await repositories.all()).filter(repository => may('pull', repository))
      const { items, next } = pageOf(visible, page)
      return json({ repositories: items }, { headers: linkTo(urls.catalog, page, next) })
    },

    async tags({ repository, page }, { urls }) {
      const all = await tags.all(repository)
      if (all.length === 0 && !(await repositories.has(repository))) {
        throw new OciError('NAME_UNKNOWN', { detail: { name: repository } })
      }
      const { items, next } = pageOf(all, page)
      const headers = linkTo(`${urls.path(repository)}/tags/list`, page, next)
      return json({ name: repository, tags: items }, { headers })
    },
  }
}

function linkTo(path: string, { count }: Page, next: string | undefined): Record<string, string> {
  if (next === undefined || count === undefined) return {}
  return { Link: `<${path}?last=${encodeURIComponent(next)}&n=${count}>; rel="next"` }
}
