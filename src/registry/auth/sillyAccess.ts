import type { Access } from './access.ts'
import { bearerChallenge } from './challenges.ts'

export interface SillyOptions {
  readonly realm: string
  readonly service: string
}

/** Takes any Authorization header for a right to everything, as docker distribution's `silly` does: for trials. */
export function sillyAccess(options: SillyOptions): Access {
  return {
    identify: async ({ authorization }) => ({ name: authorization ? 'silly' : undefined }),
    refusal: subject => (subject.name === undefined ? { kind: 'signIn' } : undefined),
    catalog: subject => (subject.name === undefined ? undefined : () => true),
    invitation: asked => bearerChallenge(options, asked),
  }
}
