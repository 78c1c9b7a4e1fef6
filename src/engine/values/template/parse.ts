import Handlebars from 'handlebars'
import type { Source } from '../source.ts'
import { lower } from './lower.ts'
import { type Name, namesOf } from './names.ts'
import type { Expression, Statement } from './tree.ts'
import { refuseForeignBlocks, unreadable } from './unreadable.ts'

/** A parsed template. */
export interface Template {
  readonly body: readonly Statement[]
  /** The expression of a text that is nothing else: its value keeps its type. */
  readonly only: Expression | undefined
  /** The variables it names. */
  readonly names: readonly Name[]
}

/** True for text that has to be rendered at all. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%')
}

/** Parses a template; the same text is parsed once. Throws a fault that teaches the spelling for what it can't read. */
export function parseTemplate(source: Source): Template {
  const known = PARSED.get(source.text)
  if (known) return known
  refuseForeignBlocks(source)
  const body = lower(programOf(source), source)
  const [first] = body
  const only = body.length === 1 && first?.kind === 'print' ? first.value : undefined
  const template = { body, only, names: namesOf(body) }
  PARSED.set(source.text, template)
  return template
}

const PARSED = new Map<string, Template>()

function programOf(source: Source): hbs.AST.Program {
  try {
    return Handlebars.parse(source.text)
  } catch (error) {
    throw unreadable(source, error)
  }
}
