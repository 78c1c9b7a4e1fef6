import { z } from 'zod'

/** Where to listen. */
export interface Address {
  /** Undefined means every address of the machine. */
  readonly host: string | undefined
  readonly port: number
  /** As it was written, for the log. */
  readonly text: string
}

/** `:5000`, `127.0.0.1:5000`, `[::1]:5000`. Port 0 takes a free one. */
export const address = z.string().transform((text, context): Address => {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? []
  if (port !== undefined && Number(port) <= 65_535) {
    return { host: bracketed ?? (plain || undefined), port: Number(port), text }
  }
  context.addIssue({
    code: 'custom',
    message: `not an address such as :5000 or 127.0.0.1:5000: ${text}`,
  })
  return z.NEVER
})
