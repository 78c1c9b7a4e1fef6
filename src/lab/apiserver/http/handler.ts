import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Settings } from '../config.ts'
import { everything } from '../discovery/aggregated.ts'
import { coreVersions, groupList, groupOf, resourceList } from '../discovery/groups.ts'
import { versionInfo } from '../discovery/version.ts'
import { notAllowed } from '../model/errors.ts'
import type { Target } from '../model/target.ts'
import { readAccept } from '../show/accept.ts'
import { show } from '../show/show.ts'
import type { Store } from '../store/store.ts'
import { authenticate } from './authenticate.ts'
import { readBody } from './body.ts'
import { perform, verbOf } from './perform.ts'
import { respondCached, respondError, respondObject, respondText } from './respond.ts'
import { type Route, routeOf } from './route.ts'
import { streamEvents } from './stream.ts'

/** Anybody may know how it is. */
const HEALTH = /^\/(?:healthz|readyz|livez)(?:\/(?:ready|ping|etcd))?$/

/** Answers requests for the objects of a store. */
export function handlerFor(store: Store, settings: Settings): RequestListener {
  return (request, response) => {
    answer({ store, settings, request, response }).catch(error => respondError(response, error))
  }
}

interface Exchange {
  readonly store: Store
  readonly settings: Settings
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, settings } = exchange
  const { pathname, searchParams } = new URL(request.url ?? '/', 'https://localhost')
  if (HEALTH.test(pathname)) return respondText(response, 200, 'ok')
  const user = authenticate(request, settings)
  const route = routeOf(pathname)
  if (route?.kind === 'target')
    return answerTarget(exchange, route.target, { query: searchParams, user })
  if (request.method !== 'GET' && route) throw notAllowed()
  const object = route && discovered(route)
  if (!route || !object) return respondText(response, 404, '404 page not found\n')
  const { as, format, version } = readAccept(request.headers.accept)
  const wantsAll = as === 'APIGroupDiscoveryList'
  if (!wantsAll || (route.kind !== 'core' && route.kind !== 'groups'))
    return respondObject(response, 200, object, { format })
  const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`
  const known = request.headers['if-none-match']
  respondCached(response, everything(route.kind, version), { type, known })
}

function discovered(route: Exclude<Route, { kind: 'target' }>): object | undefined {
  switch (route.kind) {
    case 'version':
      return versionInfo()
    case 'core':
      return coreVersions()
    case 'groups':
      return groupList()
    case 'group':
      return groupOf(route.group)
    case 'resources':
      return resourceList(route.groupVersion)
    default:
      return route satisfies never
  }
}

async function answerTarget(
  { store, request, response }: Exchange,
  target: Target,
  {
    query,
    user,
  }: { readonly query: URLSearchParams; readonly user: ReturnType<typeof authenticate> },
): Promise<void> {
  const accepted = readAccept(request.headers.accept)
  const view = { ...accepted, query }
  const verb = verbOf(request.method ?? '', target, query)
  const asked = { target, verb, query, user }
  if (verb === 'watch') return streamEvents(store, asked, { response, view })
  const answer = await perform(store, asked, await readBody(request))
  const { code, warnings } = answer.kind === 'object' ? answer : PLAIN[answer.kind]
  const headers = warnings.length > 0 ? { Warning: warnings.map(warningHeader) } : {}
  respondObject(response, code, show(answer, view), { format: accepted.format, headers })
}

const PLAIN = {
  list: { code: 200, warnings: [] },
  status: { code: 200, warnings: [] },
  reply: { code: 201, warnings: [] },
} as const

function warningHeader(text: string): string {
  // Headers hold no more than this.
  return `299 - ${JSON.stringify(text).replace(/[^\x20-\x7e]/g, '?')}`
}
