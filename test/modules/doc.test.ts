import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { docOf } from '../../src/modules/doc.ts'
import { MODULES, modulesByName } from '../../src/modules/index.ts'

test('names every argument, result field and example of every module', () => {
  for (const module of MODULES) {
    const doc = docOf(module)
    const shape = (module.args as { shape?: object }).shape ?? {}
    assert.ok(doc.startsWith(`${module.name}: ${module.summary}\n`), module.name)
    for (const name of Object.keys(shape)) assert.ok(doc.includes(`\n  ${name}  (`), name)
    for (const example of module.examples) assert.ok(doc.includes(example.split('\n')[0] ?? ''))
  }
})

test('says what type an argument has, and what it is when it is not given', () => {
  const copy = modulesByName().get('copy')
  const doc = copy ? docOf(copy) : ''

  assert.match(doc, '  dest  (text, required)\n')
  assert.match(doc, '  mode  (text or whole number)\n')
  assert.match(doc, '  force  (true | false, default true)\n')
  assert.match(doc, '  content  (anything)\n')
})

test('says which values are never shown', () => {
  const user = modulesByName().get('user')

  assert.match(user ? docOf(user) : '', '  password  (text, never shown)\n')
})

test('breaks its lines', () => {
  for (const module of MODULES) {
    const prose = docOf(module)
      .split('\n')
      .filter(line => line.startsWith('      '))
    for (const line of prose) assert.ok(line.length <= 97, line)
  }
})

test('every argument has a description', () => {
  for (const module of MODULES) {
    const shape = (module.args as { shape?: Record<string, { description?: string }> }).shape ?? {}
    for (const [name, schema] of Object.entries(shape)) {
      assert.ok(schema.description, `${module.name}: ${name}`)
    }
  }
})

test.run()
