import { z } from 'zod'

/** Where to listen. */
export interface Address {
  /** Undefined means every address of the machine. */
  readonly host: string | undefined
  /** 0 takes a free one; a path has none. */
  readonly port: number
  /** As it was written, for the log. */
  readonly text: string
}

/** `:5000`, `127.0.0.1:5000`, `[::1]:5000`. Port 0 takes a free one. */
export const address = z.string().transform(parsed)

/** The same, or the path of a socket. */
export const addressOrPath = z.string().transform((text, context): Address => {
  return text.startsWith('/') ? { host: undefined, port: 0, text } : parsed(text, context)
})

function parsed(text: string, context: z.RefinementCtx): Address {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  if (port !== undefined && Number(port) <= 65_535) {
    return { host: bracketed ?? (plain || undefined), port: Number(port), text }
  }
  context.addIssue({
    code: 'custom',
    message: `not an address such as :5000 or 127.0.0.1:5000: ${text}`,
  })
  return z.NEVER
}
