import type { Grant } from './scope.ts'

/** What a token says. */
export interface Verified {
  /** Undefined for who has not signed in. */
  readonly name: string | undefined
  readonly grants: readonly Grant[]
  /** When it is not to be believed any more, in ms. */
  readonly expires: number
}

type Verify = (token: string) => Promise<Verified | undefined>

/** Of all remembered tokens together; a client can have its token made long. */
const MOST_CHARACTERS = 4 * 1024 * 1024

/** Remembers what tokens say as long as they are good, so that a signature is not paid for at each request. */
export function verifiedOnce(verify: Verify, now: () => number): Verify {
  const remembered = new Map<string, Verified>()
  let characters = 0

  return async function verified(token) {
    const known = remembered.get(token) ?? (await look(token))
    if (known === undefined || now() < known.expires) return known
    forget(token)
    return undefined
  }

  async function look(token: string): Promise<Verified | undefined> {
    const found = await verify(token)
    // Two requests may have looked at once.
    if (found === undefined || remembered.has(token)) return found
    remembered.set(token, found)
    characters += token.length
    for (const oldest of remembered.keys()) {
      if (characters <= MOST_CHARACTERS) break
      forget(oldest)
    }
    return found
  }

  function forget(token: string): void {
    if (remembered.delete(token)) characters -= token.length
  }
}
