import { createHash } from 'node:crypto'
import { quoted } from '../module/index.ts'

/** Shell text that writes a handler's name to the pending folder, unless it is there; `wm` lists what was written. */
export function mark(handler: string): string {
  const name = markName(handler)
  const file = `"$wd/${name}"`
  const write = `printf %s ${quoted([handler])} >${file} && wm="$wm ${name}"`
  // A disk that is full leaves an empty file, which names nobody.
  return `{ [ -s ${file} ] || { ${write}; } || { rm -f ${file}; false; }; }`
}

/** Shell text that takes a handler's name off the pending folder. */
export function unmark(handler: string): string {
  const file = `"$wd/${markName(handler)}"`
  return `{ [ ! -e ${file} ] || rm -f ${file}; }`
}

/** Shell text that prints the pending names, each ended by a NUL. */
export const PENDING = `for wx in "$wd"/*; do [ ! -s "$wx" ] || { cat "$wx"; printf '\\000'; }; done`

/** The names that `PENDING` printed. */
export function parsePending(printed: string): string[] {
  return printed.split('\0').slice(0, -1)
}

/** One file a name, called by a hash: names may hold anything, and the same name is one file. */
function markName(handler: string): string {
  return createHash('sha256').update(handler).digest('hex').slice(0, 32)
}
