import { detailOf, TemplateFault } from '../fault.ts'
import { isTruthy } from '../helpers/arguments.ts'
import { isMap, kindOf } from '../member.ts'
import { OMIT } from '../omit.ts'
import { evaluate } from './evaluate.ts'
import { enter, type Frame } from './frame.ts'
import type { Each, Expression, If, Statement, With } from './tree.ts'

/** A template's text. */
export function print(body: readonly Statement[], frame: Frame): string {
  return body.map(statement => printOne(statement, frame)).join('')
}

function printOne(statement: Statement, frame: Frame): string {
  switch (statement.kind) {
    case 'text':
      return statement.text
    case 'print':
      return textOf(statement.value, frame)
    case 'if':
      return print(branchOf(statement, frame), frame)
    case 'each':
      return printEach(statement, frame)
    case 'with':
      return printWith(statement, frame)
    default:
      return statement satisfies never
  }
}

/** Lists and maps print as JSON, null as nothing. */
function textOf(expression: Expression, frame: Frame): string {
  const value = evaluate(expression, frame)
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (value === OMIT) {
    throw new TemplateFault('`omit` stands for a whole value, not for a part of a text', {
      ...detailOf({ source: frame.source, span: expression.span }),
    })
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function branchOf({ condition, includeZero, body, otherwise }: If, frame: Frame) {
  const value = evaluate(condition, frame)
  return isTruthy(value) || (includeZero && value === 0) ? body : otherwise
}

function printEach({ items, locals, body, otherwise }: Each, frame: Frame): string {
  const entries = entriesOf(items, frame)
  if (entries.length === 0) return print(otherwise, frame)
  return entries
    .map(([key, item], index) => {
      const [itemName, keyName] = locals
      const named = [
        ...(itemName === undefined ? [] : [[itemName, item] as const]),
        ...(keyName === undefined ? [] : [[keyName, key] as const]),
      ]
      const loop = { index, key, first: index === 0, last: index === entries.length - 1 }
      return print(body, enter(frame, item, named, loop))
    })
    .join('')
}

function entriesOf(items: Expression, frame: Frame): readonly (readonly [unknown, unknown])[] {
  const value = evaluate(items, frame)
  if (Array.isArray(value)) return value.map((item, index) => [index, item] as const)
  if (isMap(value)) return Object.entries(value)
  if (value === null) return []
  throw new TemplateFault(`#each wants a list or map, got ${kindOf(value)}`, {
    ...detailOf({ source: frame.source, span: items.span }),
  })
}

function printWith({ value, locals, body, otherwise }: With, frame: Frame): string {
  const item = evaluate(value, frame)
  if (!isTruthy(item) && item !== 0) return print(otherwise, frame)
  return print(
    body,
    enter(
      frame,
      item,
      locals.map(name => [name, item] as const),
    ),
  )
}
