import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { z } from 'zod'
import { parseYaml } from '../../src/base/yaml.ts'
import { MODULES } from '../../src/modules/index.ts'
import { playbookSchema } from '../../src/modules/playbookSchema.ts'

const written = JSON.stringify(playbookSchema(MODULES))
// The only reader at hand knows no `not`, which stands in every `oneOf`.
const schema = z.fromJSONSchema(
  JSON.parse(written, (key, value) => (key === 'oneOf' ? undefined : value)),
)
const fits = (text: string): boolean => schema.safeParse(parseYaml(text, 'text').value).success

test('takes every shipped playbook and role', () => {
  const files = ['playbooks', 'roles'].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => join(folder, name)),
  )
  const readable = files.filter(file => /^playbooks\/|\/(tasks|handlers)\/.*\.yaml$/.test(file))
  assert.ok(readable.length > 10)
  for (const file of readable) {
    if (file.endsWith('.yaml')) assert.ok(fits(readFileSync(file, 'utf8')), file)
  }
})

test('takes every example of every module', () => {
  for (const { examples } of MODULES) {
    for (const example of examples) {
      assert.ok(fits(`- ${example.replaceAll('\n', '\n  ')}`), example)
    }
  }
})

test('refuses unknown keywords, unknown arguments and wrong types', () => {
  assert.not(fits('- { hosts: all, task: [] }'))
  assert.not(fits('- copy: { dst: /etc/motd, content: x }'))
  assert.not(fits('- copy: { content: x }'))
  assert.not(fits('- copy: { content: x, dest: /etc/motd, force: maybe }'))
  assert.not(fits('- { hosts: all, tasks: [{ copi: {} }] }'))
  assert.not(fits('- meta: flush'))
})

test('takes a template for any argument, modules without arguments, and names with a collection', () => {
  assert.ok(fits('- copy: { content: x, dest: /etc/motd, force: "{{forced}}" }'))
  assert.ok(fits('- ping:'))
  assert.ok(fits('- ansible.builtin.copy: { content: x, dest: /etc/motd }'))
})

test('lets a task have one module', () => {
  const { oneOf } = JSON.parse(written).$defs.task

  assert.equal(oneOf[0], { required: [MODULES[0]?.name] })
  assert.equal(oneOf.at(-1), { not: { anyOf: oneOf.slice(0, -1) } })
})

test.run()
