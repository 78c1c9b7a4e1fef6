import { parseRepository, type Repository } from '../oci/index.ts'
import { childrenOf, type Driver } from './driver.ts'
import { REPOSITORIES } from './layout.ts'

/**
 * The names under which there may be a repository, sorted by byte value, from the one after `after` on. Walks no further than
 * it is asked for: a page costs what is on it, not what there is.
 */
export function walkRepositories(driver: Driver, after = ''): AsyncGenerator<Repository> {
  return walk(driver, '', after)
}

async function* walk(driver: Driver, above: string, after: string): AsyncGenerator<Repository> {
  const path = above === '' ? REPOSITORIES : `${REPOSITORIES}/${above.slice(0, -1)}`
  const children = (await childrenOf(driver, path)).filter(
    ({ kind, name }) => kind === 'prefix' && !name.startsWith('_'),
  )
  // `a`, `a-b`, `a/b`: what is below a name doesn't follow it at once.
  const stops = children.flatMap(({ name }) => [`${above}${name}`, `${above}${name}/`]).sort()
  for (const stop of stops) {
    if (stop.endsWith('/')) {
      if (stop > after || after.startsWith(stop)) yield* walk(driver, stop, after)
    } else if (stop > after) {
      const repository = parseRepository(stop)
      if (repository !== undefined) yield repository
    }
  }
}
