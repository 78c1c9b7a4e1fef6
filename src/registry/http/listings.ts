import { OciError, type Page, pageOf, type Repository } from '../oci/index.ts'
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
      const found: Repository[] = []
      for await (const repository of repositories.all(page.after)) {
        if (may('pull', repository)) found.push(repository)
        // One more than a page, which shows that there is another page.
        if (page.count !== undefined && found.length > page.count) break
      }
      const { items, next } = pageOf(found, page)
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
