import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseYaml } from '../../src/base/yaml.ts'
import { type Defaults, defaultsIn } from './defaults.ts'
import { code, table } from './markdown.ts'

/** Every shipped role with its variables, from the comments and values of its defaults. */
export function rolesText(): string {
  return readdirSync('roles').sort().map(roleText).join('\n')
}

function roleText(name: string): string {
  const folder = join('roles', name)
  const { summary, variables } = defaultsIn(
    readFileSync(join(folder, 'defaults/main.yaml'), 'utf8'),
  )
  const dependencies = dependenciesOf(folder)
  const parts = [
    `## ${name}\n`,
    `${summary}\n`,
    ...(dependencies.length === 0
      ? []
      : [`Brings along: ${dependencies.map(each => `[${each}](#${each})`).join(', ')}.\n`]),
    ...entryPoints(folder),
    table(['Variable', 'Default', 'Meaning'], variables.map(row)),
  ]
  return parts.join('\n')
}

function row({ name, value, meaning }: Defaults['variables'][number]): string[] {
  return [code(name), value === undefined ? 'not set' : code(value), meaning]
}

/** Files of tasks beside main, which a play names with `tasks_from`. */
function entryPoints(folder: string): string[] {
  const tasks = join(folder, 'tasks')
  if (!existsSync(tasks)) return ['Has handlers only.\n']
  const others = readdirSync(tasks).filter(name => name !== 'main.yaml')
  return others.map(file => {
    const [comment = ''] = readFileSync(join(tasks, file), 'utf8').split('\n')
    return `\`tasks_from: ${file.replace(/\.yaml$/, '')}\`: ${comment.replace(/^# /, '')}\n`
  })
}

function dependenciesOf(folder: string): readonly string[] {
  const file = join(folder, 'meta/main.yaml')
  if (!existsSync(file)) return []
  const { value } = parseYaml(readFileSync(file, 'utf8'), file)
  return (value as { dependencies?: string[] }).dependencies ?? []
}
