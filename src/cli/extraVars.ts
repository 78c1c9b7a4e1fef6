import { readFileSync } from 'node:fs'
import { Fault, messageOf, UsageFault } from '../base/fault.ts'
import { type Located, parseYaml, unplaced } from '../base/yaml.ts'
import type { Layer } from '../engine/inventory/index.ts'

/** What `-e` gave, one layer an option: `k=v k2="v 2"` (text), `{...}` (YAML or JSON) or `@file`. Throws a UsageFault or Fault. */
export function extraVars(options: readonly string[]): Layer[] {
  return options.map(text => ({ name: 'extra vars', vars: parseOption(text) }))
}

type Variables = Located<Readonly<Record<string, unknown>>>

function parseOption(text: string): Variables {
  if (text.startsWith('@')) return fromYaml(readVariables(text.slice(1)), text.slice(1))
  if (/^\s*[{[]/.test(text)) return fromYaml(text, '-e')
  return unplaced(Object.fromEntries(words(text).map(pair)))
}

function readVariables(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageFault(`-e @${path}: ${messageOf(error)}`, { cause: error })
  }
}

function fromYaml(text: string, file: string): Variables {
  const document = parseYaml(text, file)
  const { value, places } = document
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault(`${file}: extra variables must be a mapping`, { place: places.value([]) })
  }
  return { value: value as Record<string, unknown>, at: [], places }
}

function pair(word: string): [string, string] {
  const at = word.indexOf('=')
  if (at < 1) {
    throw new UsageFault(`-e ${word}: not of the form name=value`, {
      hint: '-e name=value, -e @file.yaml or -e \'{"name": 1}\'',
    })
  }
  return [word.slice(0, at), word.slice(at + 1)]
}

/** Splits at blanks outside quotes, as a shell would, and takes the quotes off. */
function words(text: string): string[] {
  const found = text.match(/(?:[^\s"']|"(?:\\.|[^"\\])*"|'[^']*')+/g) ?? []
  return found.map(word => word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, unquoted))
}

function unquoted(_whole: string, double: string | undefined, single: string | undefined): string {
  return single ?? (double ?? '').replace(/\\(.)/g, '$1')
}
