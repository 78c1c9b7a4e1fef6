/** What a client signs in with. */
export interface Credentials {
  readonly user: string
  readonly password: string
}

/** Reads a Basic Authorization header, or undefined for anything else. */
export function parseBasic(authorization: string): Credentials | undefined {
  const [, encoded] = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(authorization.trim()) ?? []
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 1) return undefined
  return { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** The token of a Bearer Authorization header, or undefined for anything else. */
export function parseBearer(authorization: string | undefined): string | undefined {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? []
  return token
}
