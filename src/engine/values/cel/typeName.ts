import { TemplateFault } from '../fault.ts'
import type { Source } from '../source.ts'
import type { Name } from '../template/names.ts'

/** CEL sees no variable that has the name of a type: better to say so than to take the type for it. Undefined where types are meant. */
export function typeTakenForVariable(
  types: readonly Name[],
  source: Source,
  isVariable: (name: string) => boolean,
): TemplateFault | undefined {
  const hidden = types.find(({ name }) => isVariable(name))
  if (!hidden || /\btype\(/.test(source.text)) return undefined
  return new TemplateFault(`"${hidden.name}" is the name of a type in conditions`, {
    place: source.place(hidden),
    hint: `write \`vars.${hidden.name}\` for the variable`,
  })
}
