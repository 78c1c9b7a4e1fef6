import type { Resource } from '../model/resource.ts'
import { RESOURCES } from '../resources/index.ts'
import { groupNames, versionsOf } from './groups.ts'

/** What `/api` (the core) or `/apis` (all other groups) says to those who want everything at once. */
export function everything(of: 'core' | 'groups', version: string): object {
  const groups = of === 'core' ? [''] : groupNames()
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(groupIn),
  }
}

function groupIn(name: string): object {
  const versions = versionsOf(name).map(version => ({
    version,
    resources: RESOURCES.filter(
      resource => resource.group === name && resource.version === version,
    ).map(resourceIn),
    freshness: 'Current',
  }))
  return { metadata: name === '' ? {} : { name }, versions }
}

function resourceIn(resource: Resource): object {
  const { group, version, kind, plural, singular, verbs, shortNames, isNamespaced } = resource
  const responseKind = { group, version, kind }
  const parts = Object.entries(resource.subresources)
  return {
    resource: plural,
    responseKind,
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(parts.length > 0
      ? {
          subresources: parts.map(([subresource, { verbs }]) => ({
            subresource,
            responseKind,
            verbs,
          })),
        }
      : {}),
  }
}
