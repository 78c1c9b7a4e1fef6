import { apiVersionOf, type Resource } from '../model/resource.ts'
import { RESOURCES } from '../resources/index.ts'

/** What `/api` says: the versions of the core. */
export function coreVersions(): object {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
}

/** What `/apis` says: every other group. */
export function groupList(): object {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupNames().map(describe) }
}

/** What `/apis/apps` says; undefined when there is no such group. */
export function groupOf(name: string): object | undefined {
  if (!groupNames().includes(name)) return undefined
  return { kind: 'APIGroup', apiVersion: 'v1', ...describe(name) }
}

/** What `/apis/apps/v1` and `/api/v1` say; undefined when there is no such version. */
export function resourceList(groupVersion: string): object | undefined {
  const resources = RESOURCES.filter(resource => apiVersionOf(resource) === groupVersion)
  if (resources.length === 0) return undefined
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: resources.flatMap(listed),
  }
}

/** The groups beside the core. */
export function groupNames(): readonly string[] {
  return [...new Set(RESOURCES.map(({ group }) => group))].filter(group => group !== '')
}

/** The versions of a group. */
export function versionsOf(name: string): readonly string[] {
  return [...new Set(RESOURCES.filter(({ group }) => group === name).map(({ version }) => version))]
}

function describe(name: string): object {
  const versions = versionsOf(name).map(version => ({
    groupVersion: `${name}/${version}`,
    version,
  }))
  return { name, versions, preferredVersion: versions[0] }
}

function listed(resource: Resource): object[] {
  const { plural, singular, isNamespaced: namespaced, kind, verbs, shortNames } = resource
  const own = { name: plural, singularName: singular, namespaced, kind, verbs }
  const parts = Object.entries(resource.subresources).map(([part, { verbs }]) => ({
    name: `${plural}/${part}`,
    singularName: '',
    namespaced,
    kind,
    verbs,
  }))
  return [shortNames.length > 0 ? { ...own, shortNames } : own, ...parts]
}
