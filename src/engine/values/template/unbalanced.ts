import type { Span } from '../source.ts'

/** The first block that is not closed, closed by another's name, or closed without being open; or braces left open. */
export function unbalanced(text: string): { message: string; span: Span } | undefined {
  const open: { name: string; span: Span }[] = []
  for (const found of text.matchAll(/(?<!\\)\{\{~?([#^/])\s*([\w-]+)?(?:(?!\}\})[\s\S])*\}\}/g)) {
    const [whole, mark, name = ''] = found
    const span = { start: found.index, end: found.index + whole.length }
    if (mark === '#' || (mark === '^' && name !== '')) open.push({ name, span })
    if (mark !== '/') continue
    const block = open.pop()
    if (!block) return { message: `{{/${name}}} closes nothing`, span }
    if (block.name !== name)
      return { message: `{{#${block.name}}} is closed by {{/${name}}}`, span }
  }
  const [block] = open
  if (block) return { message: `{{#${block.name}}} is never closed`, span: block.span }
  const start = text.lastIndexOf('{{')
  if (start < 0 || text.includes('}}', start)) return undefined
  return { message: '"{{" is never closed', span: { start, end: start + 2 } }
}
