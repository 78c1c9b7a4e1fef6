import { Fault } from '../../base/fault.ts'
import { below, type Located, placeOf } from '../../base/yaml.ts'

const BLOCK = /\{%[-+]?\s*(\w+)[^%]*%\}/

const INSTEAD: Readonly<Record<string, string>> = {
  if: '{{#if x}} ... {{else}} ... {{/if}}',
  for: '{{#each list}} {{this}} {{/each}}',
  raw: '\\{{ in front of what is to be kept',
}

/** Refuses Jinja's `{% %}` in any text of a document, and says how it is written here. */
export function refuseJinja(located: Located): void {
  const { value } = located
  if (typeof value === 'string') {
    const [block, word = ''] = BLOCK.exec(value) ?? []
    if (block === undefined) return
    throw new Fault(`"${block}" is Jinja: templates are Handlebars here`, {
      place: placeOf(located),
      hint: `write ${INSTEAD[word.replace(/^(end|el)/, '')] ?? Object.values(INSTEAD).join(', or ')}`,
    })
  }
  if (typeof value !== 'object' || value === null) return
  const steps = Array.isArray(value) ? value.keys() : Object.keys(value)
  for (const step of steps) refuseJinja(below(located, step))
}
