import { type ArgumentDescription, descriptionOf } from '../../src/modules/description.ts'
import { MODULES } from '../../src/modules/index.ts'
import { code, fence, table } from './markdown.ts'

/** Every module by name, from its declaration. */
export function modulesText(): string {
  const modules = MODULES.map(descriptionOf).sort((a, b) => (a.name < b.name ? -1 : 1))
  const index = modules.map(({ name, summary }) => [`[${name}](#${name})`, summary])
  return [table(['Module', 'What it does'], index), ...modules.map(moduleText)].join('\n')
}

function moduleText(module: ReturnType<typeof descriptionOf>): string {
  const { name, summary, args, takesOthers, freeForm, returns, examples } = module
  const others = takesOthers ? [['any other name', '', '', 'Its value.']] : []
  const parts = [
    `## ${name}\n`,
    `${summary} Runs on the ${module.runsOn}.\n`,
    ...section(['Argument', 'Type', 'Default', 'Meaning'], [...args.map(argumentRow), ...others]),
    ...(freeForm === undefined
      ? []
      : [`A task may give \`${freeForm}\` alone: \`${name}: TEXT\`.\n`]),
    ...section(
      ['Result', 'Meaning'],
      returns.map(([field, meaning]) => [code(field), meaning]),
    ),
    fence('yaml tasks', examples.map(asTask).join('')),
  ]
  return parts.join('\n')
}

function section(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [table(head, rows)]
}

function argumentRow({ name, type, required, secret, ...arg }: ArgumentDescription): string[] {
  const given = arg.default === undefined ? '' : code(JSON.stringify(arg.default))
  const hidden = secret ? ' Never shown in output.' : ''
  return [code(name), type, required ? 'required' : given, `${arg.meaning}${hidden}`]
}

function asTask(example: string): string {
  return `- ${example.trimEnd().replaceAll('\n', '\n  ')}\n`
}
