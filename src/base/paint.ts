import { styleText } from 'node:util'

/** Colours a text, or leaves it alone. */
export type Paint = (style: Style, text: string) => string

/** What a text means; the colours are Ansible's. */
export type Style =
  | 'ok'
  | 'changed'
  | 'failed'
  | 'unreachable'
  | 'skipped'
  | 'warning'
  | 'added'
  | 'removed'
  | 'faint'
  | 'bold'

const COLOURS = {
  ok: 'green',
  changed: 'yellow',
  failed: 'red',
  unreachable: 'redBright',
  skipped: 'cyan',
  warning: 'magentaBright',
  added: 'green',
  removed: 'red',
  faint: 'gray',
  bold: 'bold',
} as const satisfies Record<Style, Parameters<typeof styleText>[0]>

/** Colours for a terminal that shows them. */
export const colours: Paint = (style, text) => styleText(COLOURS[style], text)

/** No colours: for files, pipes and NO_COLOR. */
export const plain: Paint = (_style, text) => text
