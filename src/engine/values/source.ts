import type { Place } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'

/** A part of a text, in characters from its start. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A text that knows where it was written. Two uses of one text are two sources. */
export interface Source {
  readonly text: string
  /** The place of a part; of the whole where a part can't be told, undefined where no file holds the text. */
  place(part: Span): Place | undefined
}

/** A text out of a YAML document, or out of none. */
export function sourceOf(located: Located<string>): Source {
  const { value, at, places } = located
  return { text: value, place: part => places?.inside?.(at, value, part) ?? placeOf(located) }
}

/** The key of a YAML mapping that ends the path. */
export function sourceOfKey(located: Located, key: string): Source {
  return { text: key, place: () => located.places?.key([...located.at, key]) }
}

/** A whole file. */
export function sourceOfFile(text: string, file: string): Source {
  return {
    text,
    place: ({ start, end }) => {
      const before = text.slice(0, start).split('\n')
      const line = before.length
      const source = text.split('\n', line).at(-1)?.replace(/\r$/, '') ?? ''
      const column = (before.at(-1)?.length ?? 0) + 1
      return { file, line, column, source, length: Math.max(1, end - start) }
    },
  }
}
