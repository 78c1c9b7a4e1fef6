import { Fault } from '../base/fault.ts'
import { didYouMean } from '../base/suggest.ts'
import type { Kind } from './object.ts'

/** Where a kind lives in the API. */
interface Resource {
  /** The group's path: `api/v1`, `apis/apps/v1`. */
  readonly base: string
  readonly plural: string
  readonly kind: string
  readonly isNamespaced: boolean
}

/** Finds a kind's place. Throws a Fault, with the nearest kind, for one that the cluster doesn't serve. */
export type Discovery = (kind: Kind) => Promise<Resource>

interface Listed {
  readonly name: string
  readonly singularName?: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames?: readonly string[]
}

/** Asks for each group once. `read` gives the group's resource list, or undefined where there is no such group. */
export function discovery(read: (base: string) => Promise<unknown>): Discovery {
  const groups = new Map<string, Promise<readonly Listed[]>>()
  return async function resourceOf({ apiVersion, kind }) {
    const base = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`
    const group = groups.get(base) ?? read(base).then(resourcesIn)
    groups.set(base, group)
    const known = await group
    const found =
      known.find(one => one.kind === kind) ?? known.find(one => namesOf(one).includes(lower(kind)))
    if (found) return { base, plural: found.name, kind: found.kind, isNamespaced: found.namespaced }
    const kinds = known.map(one => one.kind)
    throw new Fault(`the cluster serves no ${kind} in ${apiVersion}${didYouMean(kind, kinds)}`, {
      hint: kinds.length === 0 ? `it has no API ${apiVersion}` : undefined,
    })
  }
}

/** Subresources (`pods/log`) are left out. */
function resourcesIn(list: unknown): readonly Listed[] {
  const { resources = [] } = (list ?? {}) as { resources?: readonly Listed[] }
  return resources.filter(({ name }) => !name.includes('/'))
}

function namesOf({ name, singularName = '', kind, shortNames = [] }: Listed): readonly string[] {
  return [kind, name, singularName, ...shortNames].map(lower)
}

function lower(text: string): string {
  return text.toLowerCase()
}
