import { EXIT } from '../../src/base/fault.ts'
import { type Kind, keywordsOf } from '../../src/engine/playbook/index.ts'
import { HELPERS, type Helper, MAGIC } from '../../src/engine/values/index.ts'
import { KEYWORDS } from '../../src/modules/keywords.ts'
import { code, table } from './markdown.ts'

const KINDS: readonly Kind[] = ['play', 'role', 'block', 'task', 'import', 'include', 'meta']

/** Every keyword, where it may stand and what it means. */
export function keywordsText(): string {
  const rows = Object.entries(KEYWORDS).map(([name, { meaning }]) => [
    code(name),
    homeOf(name),
    meaning,
  ])
  return table(['Keyword', 'On', 'Meaning'], rows)
}

/** A handler is a task, and has what a task has. */
function homeOf(name: string): string {
  const kinds = KINDS.filter(kind => keywordsOf(kind).includes(name))
  const others = KINDS.filter(kind => !kinds.includes(kind))
  if (others.length === 0) return 'everything'
  if (others.length === 1 && others[0] === 'play') return 'all but plays'
  if (kinds.length > 0) return kinds.join(', ')
  return keywordsOf('handler').includes(name) ? 'handler' : 'playbook'
}

/** Every helper of templates. */
export function helpersText(): string {
  const row = ({ usage, summary }: Helper): string[] => [code(usage), summary]
  return table(['Helper', 'Gives'], HELPERS.map(row))
}

/** Every variable that exists without being written. */
export function magicText(): string {
  return table(
    ['Variable', 'Holds'],
    Object.entries(MAGIC).map(([name, meaning]) => [code(name), meaning]),
  )
}

const ENDINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  converged: 'Every host is as described, with changes or without.',
  badInput: 'A playbook, an inventory or a file of yours is wrong. No host was touched.',
  hostFailed: 'A task failed on some host.',
  hostUnreachable: 'Some host could not be reached or was lost, whether or not others failed.',
  badUsage: 'The command line is wrong.',
  interrupted: 'Interrupted, after cleaning up.',
  bug: 'A bug in wharf; please report it.',
}

/** What a command's exit status means. */
export function exitCodesText(): string {
  const names = Object.keys(ENDINGS) as (keyof typeof EXIT)[] // its own keys
  return table(
    ['Status', 'Meaning'],
    names.map(name => [String(EXIT[name]), ENDINGS[name]]),
  )
}
