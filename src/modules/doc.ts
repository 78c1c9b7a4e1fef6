import type { Module } from '../engine/module/index.ts'
import { type ArgumentDescription, descriptionOf } from './description.ts'

const WIDTH = 96

/** The manual page of a module, from its declaration alone. */
export function docOf(module: Module): string {
  const { name, summary, args, takesOthers, freeForm, returns, examples } = descriptionOf(module)
  const entries = args.map(arg => entry(`${arg.name}  (${traitsOf(arg)})`, arg.meaning))
  if (takesOthers) entries.push(entry('any other name', 'Its value.'))
  return [
    `${name}: ${summary}\n`,
    section('Arguments', entries),
    freeForm === undefined ? '' : `\n  A task may give ${freeForm} alone: \`${name}: TEXT\`.\n`,
    section(
      'Result',
      returns.map(([field, meaning]) => entry(field, meaning)),
    ),
    section(
      'Examples',
      examples.map(example => `  - ${example.replaceAll('\n', '\n    ')}\n`),
    ),
  ].join('')
}

function traitsOf({ type, required, secret, ...arg }: ArgumentDescription): string {
  return [
    type,
    ...(required ? ['required'] : []),
    ...(arg.default === undefined ? [] : [`default ${JSON.stringify(arg.default)}`]),
    ...(secret ? ['never shown'] : []),
  ].join(', ')
}

function section(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `\n${title}\n${entries.join('')}`
}

function entry(head: string, text: string): string {
  return `  ${head}\n${wrapped(text, '      ')}`
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length + 1 > WIDTH) lines.push(indent + word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map(line => `${line}\n`).join('')
}
