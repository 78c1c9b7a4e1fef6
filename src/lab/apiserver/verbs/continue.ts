import { z } from 'zod'
import { badRequest } from '../model/errors.ts'

/** Where a page ended. */
export interface End {
  readonly version: number
  /** The key of its last object. */
  readonly after: string
}

const schema = z.object({ v: z.literal('meta.k8s.io/v1'), rv: z.int(), start: z.string() })

/** What a client sends back for the next page. */
export function tokenFor({ version, after }: End): string {
  const token: z.input<typeof schema> = { v: 'meta.k8s.io/v1', rv: version, start: after }
  return Buffer.from(JSON.stringify(token)).toString('base64url')
}

/** Reads what `tokenFor` made. Throws an ApiError for anything else. */
export function readToken(token: string): End {
  const { data } = schema.safeParse(parse(token))
  if (!data) throw badRequest('invalid continue token: continue key is not valid')
  return { version: data.rv, after: data.start }
}

function parse(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString())
  } catch {
    // No token is undefined.
    return undefined
  }
}
