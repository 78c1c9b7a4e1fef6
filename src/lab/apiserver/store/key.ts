import { type Named, qualifiedName } from '../model/named.ts'

/** Under which an object is kept. Keys sort by kind, namespace and name. */
export function keyOf(resource: Named, namespace: string | undefined, name: string): string {
  return `/${qualifiedName(resource)}/${namespace ?? ''}/${name}`
}

/** How the keys of a kind begin, in one namespace or in all. */
export function prefixOf(resource: Named, namespace: string | undefined): string {
  const all = `/${qualifiedName(resource)}/`
  return namespace === undefined ? all : `${all}${namespace}/`
}
