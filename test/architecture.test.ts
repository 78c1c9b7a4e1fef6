import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  pki: ['base'],
  cluster: ['base'],
  engine: ['base'],
  registry: ['base', 'pki', 'cluster'],
  modules: ['base', 'pki', 'cluster', 'engine', 'registry'],
  lab: ['base', 'pki'],
  cli: ['base', 'pki', 'cluster', 'engine', 'registry', 'modules', 'lab'],
  'main.ts': ['cli'],
}

/** Inside the engine, in the order in which data flows. */
const ENGINE: Record<string, readonly string[]> = {
  module: [],
  inventory: [],
  playbook: ['module', 'inventory'],
  values: ['module', 'inventory', 'playbook'],
  compile: ['module', 'inventory', 'playbook', 'values'],
  run: ['module', 'inventory', 'playbook', 'values', 'compile'],
  transport: ['module'],
  report: ['module'],
}

/** The one folder that may import a package. Others are free. */
const HOMES: Record<string, readonly string[]> = {
  yargs: ['cli'],
  listr2: ['engine/report'],
  diff: ['engine/report'],
  ssh2: ['engine/transport', 'lab'],
  'ssh-config': ['engine/transport'],
  handlebars: ['engine/values'],
  '@marcbachmann/cel-js': ['engine/values'],
  'js-yaml': ['base/yaml.ts'],
  '@kubernetes/client-node': ['cluster'],
  'node-forge': ['pki'],
  bcryptjs: ['base'],
  jose: ['registry/auth'],
  'prom-client': ['registry/observe'],
}

const sources = filesBelow('src')
const tests = filesBelow('test')

test('imports point one way between rooms', () => {
  for (const { file, target } of sources.flatMap(ownImports)) {
    const from = room(file)
    const to = room(target)
    assert.ok(from === to || MAY_IMPORT[from]?.includes(to), `${file} imports ${target}`)
  }
})

test('modules know of the registry only its client and configuration', () => {
  for (const { file, target } of sources.flatMap(ownImports)) {
    if (room(file) !== 'modules' || room(target) !== 'registry') continue
    assert.match(
      relative('src', target),
      /^registry\/(client|config)\//,
      `${file} imports ${target}`,
    )
  }
})

test('imports point one way inside the engine', () => {
  for (const { file, target } of sources.flatMap(ownImports)) {
    const [from, to] = [stage(file), stage(target)]
    if (from === undefined || to === undefined || from === to) continue
    assert.ok(ENGINE[from]?.includes(to), `${file} imports ${target}`)
  }
})

test('the engine knows no module, transport or reporter by name', () => {
  for (const { file, target } of sources.flatMap(ownImports)) {
    if (stage(file) !== 'run') continue
    assert.not.ok(
      ['transport', 'report'].includes(stage(target) ?? ''),
      `${file} imports ${target}`,
    )
  }
})

test('each third-party package has one home', () => {
  for (const file of sources) {
    for (const name of packagesOf(file)) {
      const homes = HOMES[name]
      const at = relative('src', file)
      assert.ok(!homes || homes.some(home => at.startsWith(home)), `${file} imports ${name}`)
    }
  }
})

test('every test file runs its tests', () => {
  for (const file of tests.filter(name => name.endsWith('.test.ts'))) {
    assert.match(readFileSync(file, 'utf8'), /\.run\(\)|[cC]ontract\(/, file)
  }
})

test('no test is skipped or focused', () => {
  for (const file of tests)
    assert.not.match(readFileSync(file, 'utf8'), /\b(test|suite)\.(skip|only)\(/, file)
})

test.run()

function filesBelow(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter(name => name.endsWith('.ts')).map(name => join(folder, name))
}

function ownImports(file: string): { file: string; target: string }[] {
  return specifiersOf(file)
    .filter(name => name.startsWith('.'))
    .map(name => ({ file, target: join(dirname(file), name) }))
}

function packagesOf(file: string): string[] {
  return specifiersOf(file)
    .filter(name => !name.startsWith('.') && !name.startsWith('node:'))
    .map(name =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
}

function specifiersOf(file: string): string[] {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/\b(?:from|import) ?\(?'([^']+)'/g)].map(match => match[1] ?? '')
}

function room(file: string): string {
  return relative('src', file).split('/')[0] ?? ''
}

function stage(file: string): string | undefined {
  const [first, second] = relative('src', file).split('/')
  return first === 'engine' ? second : undefined
}
