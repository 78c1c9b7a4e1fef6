import { badRequest, noSuchResource } from '../model/errors.ts'
import { apiVersionOf, type Resource } from '../model/resource.ts'
import type { Target } from '../model/target.ts'
import { RESOURCES } from '../resources/index.ts'
import { namespaces } from '../resources/namespaces.ts'

/** Where a path leads. */
export type Route =
  | { readonly kind: 'version' | 'core' | 'groups' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'resources'; readonly groupVersion: string }
  | { readonly kind: 'target'; readonly target: Target }

/** Follows a path. Undefined when it leads nowhere; throws an ApiError when it does within a group. */
export function routeOf(pathname: string): Route | undefined {
  const [root, ...rest] = steps(pathname)
  if (root === 'version' && rest.length === 0) return { kind: 'version' }
  if (root === 'api') {
    const [version, ...path] = rest
    return version === undefined ? { kind: 'core' } : inVersion(version, path)
  }
  if (root !== 'apis') return undefined
  const [group, version, ...path] = rest
  if (group === undefined) return { kind: 'groups' }
  return version === undefined ? { kind: 'group', group } : inVersion(`${group}/${version}`, path)
}

function steps(pathname: string): readonly string[] {
  try {
    return pathname
      .split('/')
      .filter(step => step !== '')
      .map(decodeURIComponent)
  } catch (error) {
    throw badRequest(`the path can't be read: ${String(error)}`)
  }
}

function inVersion(groupVersion: string, path: readonly string[]): Route | undefined {
  const resources = RESOURCES.filter(resource => apiVersionOf(resource) === groupVersion)
  if (resources.length === 0) return undefined
  if (path.length === 0) return { kind: 'resources', groupVersion }
  const { namespace, path: within } = homeOf(path)
  const [plural, name, subresource, ...more] = within
  const resource = resources.find(each => each.plural === plural)
  const isComplete = resource && more.length === 0 && isPlace(resource, namespace, name)
  if (!isComplete || !hasPart(resource, subresource)) throw noSuchResource()
  return { kind: 'target', target: { resource, namespace, name, subresource } }
}

/** `namespaces/team/secrets` is inside a namespace, `namespaces/team/status` a part of one. */
function homeOf(path: readonly string[]): {
  readonly namespace: string | undefined
  readonly path: readonly string[]
} {
  const [first, namespace, ...within] = path
  const isPart = within.length === 1 && hasPart(namespaces, within[0])
  if (first !== namespaces.plural || within.length === 0 || isPart)
    return { namespace: undefined, path }
  return { namespace, path: within }
}

/** All namespaces can be listed, but an object is in one of them. */
function isPlace(
  { isNamespaced }: Resource,
  namespace: string | undefined,
  name: string | undefined,
): boolean {
  if (!isNamespaced) return namespace === undefined
  return namespace !== undefined || name === undefined
}

function hasPart({ subresources }: Resource, part: string | undefined): boolean {
  return part === undefined || Object.hasOwn(subresources, part)
}
