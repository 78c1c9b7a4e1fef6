import { parseExpression } from './cel/parse.ts'
import type { Source } from './source.ts'
import type { Name } from './template/names.ts'
import { isTemplate, parseTemplate } from './template/parse.ts'

/** How a text is read: as a template, or as a CEL expression. */
export type Kind = 'template' | 'condition'

/** The variables that a text names, in order. Throws a fault when the text can't be parsed. */
export function namesIn(source: Source, kind: Kind): readonly Name[] {
  if (kind === 'condition') return parseExpression(source).names
  return isTemplate(source.text) ? parseTemplate(source).names : []
}
