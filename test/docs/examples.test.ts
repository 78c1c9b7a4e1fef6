import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../src/base/fault.ts'
import { parseYaml } from '../../src/base/yaml.ts'
import { loadInventory, selectHosts } from '../../src/engine/inventory/index.ts'
import { loadPlaybook } from '../../src/engine/playbook/index.ts'
import { checkNames } from '../../src/engine/values/index.ts'
import { modulesByName } from '../../src/modules/index.ts'
import { parsePolicy } from '../../src/registry/auth/policy.ts'
import { configOf } from '../../src/registry/config/index.ts'
import { type Block, blocksIn } from './blocks.ts'
import { pages } from './pages.ts'

const root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))

/** A file of its own for the text of a block. */
function written(text: string): string {
  const file = join(root, 'example.yaml')
  writeFileSync(file, text)
  return file
}

function load(text: string, isChecked: boolean): void {
  const file = written(text)
  const playbook = loadPlaybook(file, { modules: modulesByName(), rolesPath: ['roles'] })
  if (!isChecked) return
  const inventory = loadInventory(['inventory.example.yaml'], { playbookDirectory: root })
  checkNames(playbook, {
    inventory,
    hostsOf: play => selectHosts(inventory, play.hosts),
    extraVars: [],
  })
}

/** What is promised of each kind of example. */
const KINDS: Readonly<Record<string, (text: string) => void>> = {
  playbook: text => load(text, true),
  // Their variables are those of a play that is not shown.
  tasks: text => load(`- hosts: all\n  tasks:\n${text.replaceAll(/^(?=.)/gm, '    ')}`, false),
  inventory: text => void loadInventory([written(text)], {}),
  config: text => void configOf(parsed(text) as Parameters<typeof configOf>[0]),
  policy: text => void parsePolicy(text, 'policy.yml'),
  '': parsed,
}

function parsed(text: string): unknown {
  return parseYaml(text, 'example').value
}

const blocks = pages()
  .flatMap(blocksIn)
  .filter(({ language }) => language === 'yaml')

for (const block of blocks) {
  test(`the ${block.kind || 'YAML'} at ${block.place} is right`, () => assertRight(block))
}

function assertRight({ kind, text, place }: Block): void {
  const check = KINDS[kind]
  assert.ok(check, `${place}: nothing is known of ${kind}`)
  try {
    check?.(text)
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    assert.unreachable(`${place} line ${error.place?.line}: ${error.message}; ${error.hint ?? ''}`)
  }
}

test('finds what is wrong in an example', () => {
  assert.throws(() =>
    KINDS['playbook']?.('- hosts: all\n  tasks:\n    - debug: { msg: "{{nope}}" }'),
  )
  assert.throws(() => KINDS['tasks']?.('- copy: { dst: x }'))
  assert.throws(() => KINDS['config']?.('version: 0.1\nstorag: {}'))
  assert.throws(() => KINDS['inventory']?.('all: { host: {} }'))
})

test.run()
