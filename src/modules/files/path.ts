import { z } from 'zod'

/** An absolute path on a host, without doubled or final slashes. */
export const hostPath = absolute().transform(path => path.replace(/(?<=.)\/$/, ''))

/** An absolute path on a host that keeps its final slash: `/etc/ssl/` means "in that folder". */
export const hostDestination = absolute()

function absolute() {
  return z
    .string()
    .refine(path => path.startsWith('/'), 'must be an absolute path on the host')
    .refine(path => !path.includes('\0'), 'must not hold a NUL character')
    .transform(path => path.replace(/\/{2,}/g, '/'))
}
