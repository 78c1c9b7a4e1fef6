import { TemplateFault } from '../fault.ts'
import type { Source, Span } from '../source.ts'
import { respell } from './respell.ts'

/** The fault that teaches how an expression is written here; undefined for one that is not a known foreign spelling. */
export function taught(written: string, source: Source, span: Span): TemplateFault | undefined {
  const lesson = respell(written)
  return (
    lesson && new TemplateFault(lesson.message, { place: source.place(span), hint: lesson.hint })
  )
}
