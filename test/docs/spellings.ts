import { respell as respellCondition } from '../../src/engine/values/cel/respell.ts'
import { respell as respellTemplate } from '../../src/engine/values/template/respell.ts'
import { code, table } from './markdown.ts'

const CONDITIONS = [
  'x is defined',
  'x is not defined',
  'x.y is defined',
  'a and b',
  'a or not b',
  'x in names',
  'x not in names',
  "ansible_os_family == 'Debian'",
  "groups['masters'] | length > 1",
  'x | default("none") == "none"',
  'x | int > 3',
  'result is changed',
  'result is failed',
  'result is succeeded',
  'result is skipped',
  'x is none',
  'x is match("b+")',
  'x is search("b+")',
  'x is version("1.2", ">=")',
  '"a" if x else "b"',
]

const TEMPLATES = [
  '{{ x }}',
  '{{ groups.masters[0] }}',
  "{{ ansible_facts['os_family'] }}",
  '{{ x | default("y") }}',
  '{{ x | default(omit) }}',
  '{{ list | join(",") }}',
  '{{ text | upper }}',
  '{{ path | basename }}',
  '{{ text | regex_replace("a", "b") }}',
  '{{ text | trim | lower }}',
  '{{ data | to_nice_yaml }}',
  '{{ a + 1 }}',
  '{{ a ~ b }}',
  '{{ a == b }}',
  '{{ not x }}',
  '{{ "a" if x else "b" }}',
  '{{ name.upper() }}',
  '{{ [a, b] }}',
  '{{ hostvars[name] }}',
  '{{ hostvars[name].zone }}',
]

/** Conditions as Ansible has them and as the product's own messages write them. */
export function celSpellings(): string {
  return spellings(CONDITIONS, text => written(respellCondition(text)?.hint) ?? text)
}

/** The same for templates. */
export function templateSpellings(): string {
  return spellings(TEMPLATES, text => {
    const inner = text.replace(/^\{\{\s*|\s*\}\}$/g, '')
    return written(respellTemplate(inner)?.hint) ?? `{{${inner}}}`
  })
}

function spellings(theirs: readonly string[], ours: (text: string) => string): string {
  const rows = theirs.map(text => [code(text), code(ours(text))])
  return table(['Ansible', 'Here'], rows)
}

function written(hint: string | undefined): string | undefined {
  return hint?.replace(/^write /, '').replace(/^`(.*)`$/s, '$1')
}
