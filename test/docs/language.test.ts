import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../src/base/yaml.ts'
import { loadPlaybook } from '../../src/engine/playbook/index.ts'
import { refusal } from '../../src/engine/playbook/keywords.ts'
import { parseExpression } from '../../src/engine/values/cel/parse.ts'
import { sourceOf } from '../../src/engine/values/source.ts'
import { parseTemplate } from '../../src/engine/values/template/parse.ts'
import { modulesByName } from '../../src/modules/index.ts'
import { folder } from '../helpers/folder.ts'
import { defaultsIn } from './defaults.ts'
import { celSpellings, templateSpellings } from './spellings.ts'

const page = readFileSync('docs/language.md', 'utf8')

/** The text below a heading, up to the next one. */
function section(heading: string): string {
  const [, text = ''] = page.split(`\n${heading}\n`)
  return text.split(/\n#+ /)[0] ?? ''
}

function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner)
}

/** What the files of a folder hold that a pattern finds. */
function inSource(folder: string, pattern: RegExp): string[] {
  const files = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))
  return files.flatMap(text => [...text.matchAll(pattern)].map(([, found = '']) => found))
}

test('lists every variable that says how a host is reached', () => {
  const known = inSource('src/engine/transport', /'((?:ansible|wharf)_[a-z_]+)'/g)
  const become = inSource('src/engine/run', /'(ansible_become[a-z_]*)'/g)
  const listed = new Set(codeIn(section('### Connection variables')))
  assert.ok(known.length > 15)

  for (const name of [...known, ...become]) assert.ok(listed.has(name), name)
})

test('lists every setting of ssh_config that counts, and no other', () => {
  const known = inSource('src/engine/transport', /\b(?:config\.get|all|paths)\('([a-z]+)'\)/g)
  const listed = codeIn(section('### ssh_config'))
    .map(name => name.toLowerCase())
    .filter(name => /^[a-z]+$/.test(name) && !['include', 'match', 'exec'].includes(name))

  assert.equal([...new Set(listed)].sort(), [...new Set(known)].sort())
})

test('what it says is not there yet is refused so', () => {
  const [, list = ''] = /Not there yet: (.*?)\n\n/s.exec(section('### Keywords')) ?? []
  const names = codeIn(list.replaceAll(/\([^)]*\)/g, '')).filter(name =>
    /^[a-z_]+[a-z]$/.test(name),
  )
  assert.ok(names.length > 12)

  for (const name of names.filter(each => each !== 'linear')) {
    assert.match(refusal(unplaced({}), name, 'task').message, 'not supported yet', name)
  }
})

test('what it says meta takes is taken', () => {
  const [, list = ''] = /`meta` takes (.*)/.exec(page) ?? []
  for (const action of codeIn(list)) {
    const tasks = [{ meta: action }]
    assert.not.throws(() => loaded([{ hosts: 'all', tasks }]), action)
  }
})

test('what it teaches in place of Ansible can be read', () => {
  for (const expression of ours(celSpellings())) parseExpression(sourceOf(unplaced(expression)))
  for (const template of ours(templateSpellings())) parseTemplate(sourceOf(unplaced(template)))
})

test('every variable of a role is explained', () => {
  for (const role of readdirSync('roles')) {
    const text = readFileSync(join('roles', role, 'defaults/main.yaml'), 'utf8')
    const { summary, variables } = defaultsIn(text)
    assert.match(summary, /^[A-Z].*\.$/, role)
    for (const { name, meaning } of variables) assert.match(meaning, /\.$/, `${role}: ${name}`)
    const names = [...text.matchAll(/^(?:# )?([a-z_]+):/gm)].map(([, name]) => name)
    assert.equal(
      variables.map(variable => variable.name),
      names,
      role,
    )
  }
})

/** The last column of a table. */
function ours(table: string): string[] {
  const [, , ...rows] = table.trim().split('\n')
  return rows.map(row => codeIn(row.replaceAll('\\|', '|')).at(-1) ?? '')
}

function loaded(plays: unknown): unknown {
  using place = folder()
  const file = join(place.path, 'playbook.json')
  writeFileSync(file, JSON.stringify(plays))
  return loadPlaybook(file, { modules: modulesByName() })
}

test.run()
