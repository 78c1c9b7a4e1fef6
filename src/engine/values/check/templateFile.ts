import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Task } from '../../playbook/index.ts'
import { sourceOfFile } from '../source.ts'
import { isTemplate } from '../template/parse.ts'
import type { Text } from './texts.ts'

/** The file that a task's template argument names, when it names one that can be read now. */
export function templateFileOf({ module, args, searchPath }: Task): Text | undefined {
  const name = module.template === undefined ? undefined : args.value[module.template]
  if (typeof name !== 'string' || isTemplate(name)) return undefined
  const places = isAbsolute(name)
    ? [name]
    : searchPath.flatMap(folder => [join(folder, 'templates', name), join(folder, name)])
  for (const path of places) {
    const text = readIfThere(path)
    if (text !== undefined) return { source: sourceOfFile(text, path), kind: 'template' }
  }
  return undefined
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A file that isn't there is the module's to report, which knows where else to look.
    return undefined
  }
}
