import { FORMATS } from './formats.ts'
import type { Helper } from './helper.ts'
import { LISTS } from './lists.ts'
import { LOGIC } from './logic.ts'
import { MAPS } from './maps.ts'
import { NUMBERS } from './numbers.ts'
import { TEXT } from './text.ts'

/** Every function that templates can call, with its documentation, sorted by name. */
export const HELPERS: readonly Helper[] = [
  ...FORMATS,
  ...LISTS,
  ...LOGIC,
  ...MAPS,
  ...NUMBERS,
  ...TEXT,
].sort((a, b) => (a.name < b.name ? -1 : 1))
