import type { Answer } from '../base/exchange.ts'
import type { Cluster, Filter, PatchKind } from './cluster.ts'
import type { Credentials } from './credentials.ts'
import { discovery } from './discovery.ts'
import { type ClusterObject, type Kind, type Target, targetOf, titleOf } from './object.ts'
import { type ClientOptions, type Query, type Request, send } from './send.ts'

const PATCH_TYPES: Record<PatchKind, string> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
}

const ATTEMPTS = 5
const PAGE = '500'

/** The API behind credentials, one connection a request. */
export function clusterClient(credentials: Credentials, options: ClientOptions): Cluster {
  const call = (request: Request): Promise<Answer> => send(credentials, options, request)
  const resourceOf = discovery(async base => {
    const doing = `find out what ${base} serves`
    const answer = await call({ path: base, doing, allow: [404] })
    return answer.status === 404 ? undefined : json(answer)
  })
  const pathOf = async (kind: Kind, namespace: string | undefined): Promise<string> => {
    const { base, plural, isNamespaced } = await resourceOf(kind)
    if (!isNamespaced) return `${base}/${plural}`
    return `${base}/namespaces/${segment(namespace ?? credentials.namespace)}/${plural}`
  }
  const pathTo = async (target: Target): Promise<string> =>
    `${await pathOf(target, target.namespace)}/${segment(target.name)}`

  return {
    server: credentials.server.href.replace(/\/$/, ''),

    async get(target) {
      const path = await pathTo(target)
      const answer = await call({ path, doing: `get ${titleOf(target)}`, allow: [404] })
      return answer.status === 404 ? undefined : json(answer)
    },

    async list(kind, filter = {}) {
      const { base, plural, isNamespaced } = await resourceOf(kind)
      const isEverywhere = filter.everywhere === true && filter.namespace === undefined
      const path =
        isNamespaced && isEverywhere ? `${base}/${plural}` : await pathOf(kind, filter.namespace)
      return listPages(kind, query => call({ path, doing: `list ${plural}`, query }), filter)
    },

    async create(object) {
      const doing = `create ${titleOf(targetOf(object))}`
      const path = await pathOf(object, object.metadata.namespace)
      return json(await call({ path, doing, method: 'POST', body: object }))
    },

    async patch(target, patch, kind) {
      const request = {
        path: await pathTo(target),
        doing: `patch ${titleOf(target)}`,
        method: 'PATCH',
        body: patch,
        type: PATCH_TYPES[kind],
      }
      return json(await withoutConflict(kind, allow => call({ ...request, allow })))
    },

    async delete(target) {
      const path = await pathTo(target)
      const doing = `delete ${titleOf(target)}`
      return (await call({ path, doing, method: 'DELETE', allow: [404] })).status !== 404
    },
  }
}

/** Follows `continue`. A list's items leave out their kind: it is put back. */
async function listPages(
  { apiVersion }: Kind,
  read: (query: Query) => Promise<Answer>,
  filter: Filter,
): Promise<readonly ClusterObject[]> {
  const found: ClusterObject[] = []
  let next: string | undefined
  do {
    const query = {
      limit: PAGE,
      labelSelector: filter.labels,
      fieldSelector: filter.fields,
      continue: next,
    }
    const list = json<List>(await read(query))
    const kind = list.kind.replace(/List$/, '')
    for (const item of list.items ?? []) found.push({ ...item, apiVersion, kind })
    next = list.metadata?.continue === '' ? undefined : list.metadata?.continue
  } while (next !== undefined)
  return found
}

interface List {
  readonly kind: string
  readonly items?: readonly ClusterObject[] | null
  readonly metadata?: { readonly continue?: string }
}

/** A JSON patch may append or test, so a second try could do it twice: it is left to the caller. */
async function withoutConflict(
  kind: PatchKind,
  attempt: (allow: readonly number[]) => Promise<Answer>,
): Promise<Answer> {
  if (kind === 'json') return attempt([])
  for (let left = ATTEMPTS; left > 1; left--) {
    const answer = await attempt([409])
    if (answer.status !== 409) return answer
  }
  return attempt([])
}

function json<T = ClusterObject>(answer: Answer): T {
  return JSON.parse(answer.body.toString('utf8')) as T
}

function segment(text: string): string {
  return encodeURIComponent(text)
}
