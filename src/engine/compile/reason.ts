import type { Fault } from '../../base/fault.ts'

/** A fault as the reason of one host's failure: the sentence, where, and what to do. */
export function reasonOf({ message, place, hint }: Fault): string {
  const where = place ? ` (${place.file}:${place.line}:${place.column})` : ''
  return `${message}${where}${hint === undefined ? '' : `; ${hint}`}`
}
