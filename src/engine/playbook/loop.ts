import { Fault } from '../../base/fault.ts'
import { type Located, placeOf } from '../../base/yaml.ts'
import { asEntry, type Entry, field, isTemplate, mappingField, nameField, wrong } from './fields.ts'
import type { Loop } from './model.ts'
import { refuseOthers } from './refuse.ts'

/** What a step is repeated over; undefined when it has no loop. */
export function parseLoop(entry: Entry): Loop | undefined {
  const keys = ['loop', 'with_list', 'with_items', 'with_dict'].filter(key => field(entry, key))
  const [key, second] = keys
  const items = key === undefined ? undefined : field(entry, key)
  const control = mappingField(entry, 'loop_control')
  if (key === undefined || !items) {
    if (control) throw lost(control)
    return undefined
  }
  if (second !== undefined)
    throw new Fault(`two loops on one task: ${key} and ${second}`, {
      place: entry.places?.key([...entry.at, second]),
    })
  if (control) refuseOthers(control, 'loop_control', ['loop_var', 'index_var', 'label'])
  return {
    items: key === 'with_dict' ? pairs(items) : listed(items, key),
    flatten: key === 'with_items',
    variable: (control && nameField(control, 'loop_var')) ?? 'item',
    indexVariable: control && nameField(control, 'index_var'),
    label: control && field(control, 'label'),
  }
}

function listed(items: Located, key: string): Located {
  if (Array.isArray(items.value) || isTemplate(items.value)) return items
  if (key === 'with_items' && typeof items.value !== 'object')
    return { ...items, value: [items.value] }
  const fault = wrong(items, `${key} must be a list`)
  const isMapping = typeof items.value === 'object'
  throw new Fault(fault.message, {
    place: fault.place,
    hint: isMapping
      ? 'with_dict loops over a mapping: each item then has a key and a value'
      : `a variable is written "{{ ${items.value} }}"`,
  })
}

/** A mapping as a list of `{key, value}`; a template is asked to make it. */
function pairs(items: Located): Located {
  if (typeof items.value === 'string' && isTemplate(items.value)) {
    const value = items.value.replace(/^\s*\{\{\s*(.*?)\s*\}\}\s*$/s, (_, expression: string) =>
      /\s/.test(expression) ? `{{dict2items (${expression})}}` : `{{dict2items ${expression}}}`,
    )
    return { ...items, value }
  }
  const mapping = asEntry(items, 'with_dict').value
  return { ...items, value: Object.entries(mapping).map(([key, value]) => ({ key, value })) }
}

function lost(control: Located): Fault {
  return new Fault('loop_control without a loop', { place: placeOf(control) })
}
