import type { Need, Verb } from './access.ts'

/** Actions on something that a token allows: the claim `access` of distribution's tokens. */
export interface Grant {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

/** Who may push may also make a repository by it, as far as a token is concerned. */
const ACTION: Readonly<Record<Verb, string>> = {
  pull: 'pull',
  push: 'push',
  create: 'push',
  delete: 'delete',
}

/** Reads `type:name:action,action`; undefined for what has another form. A class after the type is dropped. */
export function parseScope(text: string): Grant | undefined {
  const [, type, name, actions] = /^([a-z]+)(?:\([a-z]*\))?:(.+):([a-z*,]*)$/.exec(text) ?? []
  if (type === undefined || name === undefined || actions === undefined) return undefined
  return { type, name, actions: actions.split(',').filter(action => action !== '') }
}

/** The scopes that clients must ask a token for, each repository once. */
export function scopesOf(needs: readonly Need[], catalog = false): string[] {
  const actions = new Map<string, Set<string>>()
  for (const { repository, verb } of needs) {
    const known = actions.get(repository) ?? new Set()
    // Who sends something looks first whether it is there.
    if (verb === 'push') known.add('pull')
    actions.set(repository, known.add(ACTION[verb]))
  }
  const scopes = [...actions].map(([name, each]) => `repository:${name}:${[...each].join(',')}`)
  return catalog ? [...scopes, 'registry:catalog:*'] : scopes
}

/** True when grants allow the list of all repositories. */
export function allowsCatalog(grants: readonly Grant[]): boolean {
  return grants.some(
    ({ type, name, actions }) => type === 'registry' && name === 'catalog' && actions.includes('*'),
  )
}

/** True when grants allow something. */
export function allows(grants: readonly Grant[], { repository, verb }: Need): boolean {
  return grants.some(
    ({ type, name, actions }) =>
      type === 'repository' &&
      name === repository &&
      (actions.includes(ACTION[verb]) || actions.includes('*')),
  )
}
