import type { Answer } from '../model/answer.ts'
import { expired } from '../model/errors.ts'
import type { KubeObject } from '../model/object.ts'
import type { Target } from '../model/target.ts'
import { matcherOf, selects } from '../select/matcher.ts'
import { versionAsked } from '../select/version.ts'
import { keyOf, prefixOf } from '../store/key.ts'
import type { Store } from '../store/store.ts'
import { readToken, tokenFor } from './continue.ts'

/** Lists the objects that a query selects, a page at a time if it says so. */
export function list(
  store: Store,
  { resource, namespace }: Target,
  query: URLSearchParams,
): Answer {
  const prefix = prefixOf(resource, namespace)
  const { version, after, objects } = moment(store, prefix, query)
  const start = after === undefined ? 0 : objects.findIndex(object => keyIn(object) > after)
  const matching = (start < 0 ? [] : objects.slice(start)).filter(matcherOf(resource, query))
  const limit = pageSize(query) ?? matching.length
  const page = matching.slice(0, limit)
  const left = matching.length - page.length
  const last = page.at(-1)
  const more = last && left > 0 ? { continue: tokenFor({ version, after: keyIn(last) }) } : {}
  return {
    kind: 'list',
    resource,
    objects: page,
    metadata: {
      resourceVersion: String(version),
      ...more,
      ...(left > 0 && !selects(query) ? { remainingItemCount: left } : {}),
    },
  }

  function keyIn({ metadata }: KubeObject): string {
    return keyOf(resource, metadata.namespace, metadata.name)
  }
}

function pageSize(query: URLSearchParams): number | undefined {
  const limit = Number(query.get('limit'))
  return Number.isInteger(limit) && limit > 0 ? limit : undefined
}

interface Moment {
  readonly version: number
  readonly objects: readonly KubeObject[]
  /** The key of the last object of the page before. */
  readonly after?: string
}

/** All objects at the version that a query means. */
function moment(store: Store, prefix: string, query: URLSearchParams): Moment {
  const token = query.get('continue') ?? ''
  if (token !== '') return continued(store, prefix, token)
  const version = versionAsked(query, store.version)
  if (version === undefined || query.get('resourceVersionMatch') !== 'Exact')
    return { version: store.version, objects: store.list(prefix) }
  const objects = store.listAt(prefix, version)
  if (!objects) throw expired('The resourceVersion for the provided list is too old.')
  return { version, objects }
}

const TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'

function continued(store: Store, prefix: string, token: string): Moment {
  const { version, after } = readToken(token)
  const objects = store.listAt(prefix, version)
  if (!objects) throw expired(TOO_OLD, tokenFor({ version: store.version, after }))
  return { version, after, objects }
}
