import type { Verb } from './access.ts'

/**
 * OpenShift's role names, and what of their rules matters to a registry: getting and updating `imagestreams/layers`,
 * creating image streams, deleting images.
 */
export const ROLES: Readonly<Record<string, readonly Verb[]>> = {
  'system:registry': ['pull'],
  'system:image-puller': ['pull'],
  'system:image-pusher': ['pull', 'push'],
  'system:image-builder': ['pull', 'push', 'create'],
  'system:image-signer': ['pull'],
  'system:image-pruner': ['delete'],
  'registry-viewer': ['pull'],
  'registry-editor': ['pull', 'push', 'create'],
  'registry-admin': ['pull', 'push', 'create', 'delete'],
  edit: ['pull', 'push', 'create'],
  admin: ['pull', 'push', 'create', 'delete'],
}

/** The role to ask an administrator for. */
export const USUAL_ROLE: Readonly<Record<Verb, string>> = {
  pull: 'system:image-puller',
  push: 'system:image-pusher',
  create: 'system:image-builder',
  delete: 'system:image-pruner',
}
