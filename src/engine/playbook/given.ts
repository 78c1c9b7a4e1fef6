import { Fault } from '../../base/fault.ts'
import { type Located, parseYaml, placeOf } from '../../base/yaml.ts'
import type { Module } from '../module/index.ts'
import { shapeOf } from './arguments.ts'
import { asEntry, type Entry, isTemplate, type Mapping } from './fields.ts'
import { parseKeyValues, takeOptions } from './keyValues.ts'

/** What stands under a module's key, as a mapping of arguments: written as one, as `k=v` pairs, or in free form. */
export function givenArguments(module: Module, given: Located): Entry {
  const { value } = given
  if (value === undefined || value === null) return { ...given, value: {} }
  if (typeof value === 'string') return { ...given, value: fromText(module, given, value) }
  if (typeof value === 'number' && module.freeForm !== undefined)
    return { ...given, value: { [module.freeForm]: String(value) } }
  return asEntry(given, `${module.name}: the arguments`)
}

function fromText(module: Module, given: Located, text: string): Mapping {
  const names = Object.keys(shapeOf(module) ?? {})
  if (module.freeForm !== undefined) {
    const others = names.filter(name => name !== module.freeForm)
    const { rest, options } = takeOptions(text, others)
    return { ...(rest === '' ? {} : { [module.freeForm]: rest }), ...typed(module, options) }
  }
  const pairs = parseKeyValues(text)
  if (pairs) return typed(module, pairs)
  throw new Fault(`${module.name}: the arguments must be a mapping, not "${text}"`, {
    place: placeOf(given),
    hint: `\`wharf doc ${module.name}\` lists its arguments`,
  })
}

/** Texts as the types that the arguments want: `force=yes` is true, `name=1` stays text. */
function typed(module: Module, texts: Readonly<Record<string, string>>): Mapping {
  const shape = shapeOf(module)
  const typedOne = (name: string, text: string): unknown => {
    const fits = shape?.[name]?.safeParse(text).success ?? true
    return fits || isTemplate(text) ? text : parseYaml(text, module.name).value
  }
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, typedOne(name, text)]),
  )
}
