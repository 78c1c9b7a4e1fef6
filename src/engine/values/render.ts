import { below, type Located } from '../../base/yaml.ts'
import { isMap } from './member.ts'
import type { Scope } from './scope.ts'
import { type Source, sourceOf, sourceOfFile, sourceOfKey } from './source.ts'
import { evaluate } from './template/evaluate.ts'
import { frameOf } from './template/frame.ts'
import { isTemplate, parseTemplate } from './template/parse.ts'
import { print } from './template/print.ts'

/**
 * A value with every template in it rendered, keys included. Text that is one expression and nothing else gives the
 * expression's own value; what comes out is never rendered again.
 */
export function render(located: Located, scope: Scope): unknown {
  const { value } = located
  if (typeof value === 'string') {
    return isTemplate(value) ? renderSource(sourceOf({ ...located, value }), scope) : value
  }
  if (Array.isArray(value)) return value.map((_, index) => render(below(located, index), scope))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.keys(value).map(key => [
      renderKey(located, key, scope),
      render(below(located, key), scope),
    ]),
  )
}

/** A template file's text, its last line break kept. `file` is for messages. */
export function renderText(text: string, file: string, scope: Scope): string {
  const source = sourceOfFile(text, file)
  return isTemplate(text) ? print(parseTemplate(source).body, frameOf(source, scope)) : text
}

function renderSource(source: Source, scope: Scope): unknown {
  const { only, body } = parseTemplate(source)
  const frame = frameOf(source, scope)
  return only ? evaluate(only, frame) : print(body, frame)
}

function renderKey(located: Located, key: string, scope: Scope): string {
  if (!isTemplate(key)) return key
  const source = sourceOfKey(located, key)
  return print(parseTemplate(source).body, frameOf(source, scope))
}
