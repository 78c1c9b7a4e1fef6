import { Fault } from '../../base/fault.ts'
import { placeOf } from '../../base/yaml.ts'
import type { Layer } from '../inventory/index.ts'
import type { Loop } from '../playbook/index.ts'
import type { Scope } from '../values/index.ts'
import { render } from '../values/index.ts'
import { literal } from './layers.ts'

/** One turn of a loop. */
export interface Turn {
  readonly scope: Scope
  readonly layer: Layer
  /** What a result says of the turn that it belongs to. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly label: string
}

/** The turns of a loop. Throws a Fault for anything but a list. */
export function turnsOf(loop: Loop, scope: Scope): readonly Turn[] {
  return itemsOf(loop, scope).map((item, index) => turnOf(loop, scope, item, index))
}

function itemsOf(loop: Loop, scope: Scope): readonly unknown[] {
  const value = render(loop.items, scope)
  if (Array.isArray(value)) return loop.flatten ? value.flat() : value
  const mapping = typeof value === 'object' && value !== null
  throw new Fault(`loop: a list is wanted, not ${mapping ? 'a mapping' : JSON.stringify(value)}`, {
    place: placeOf(loop.items),
    hint: mapping ? '`{{dict2items x}}` makes a list of a mapping' : undefined,
  })
}

function turnOf(loop: Loop, scope: Scope, item: unknown, index: number): Turn {
  const position = loop.indexVariable === undefined ? {} : { [loop.indexVariable]: index }
  const names = {
    ansible_loop_var: loop.variable,
    ...(loop.indexVariable === undefined ? {} : { ansible_index_var: loop.indexVariable }),
  }
  const values = { [loop.variable]: item, ...position }
  const layer = literal('loop', { ...names, ...values })
  const inner = scope.with(layer)
  const label = loop.label ? render(loop.label, inner) : item
  return {
    scope: inner,
    layer,
    fields: { ...values, ...names },
    label: typeof label === 'string' ? label : (JSON.stringify(label) ?? ''),
  }
}
