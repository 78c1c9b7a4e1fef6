import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { placeOf } from '../../src/base/yaml.ts'
import { readYamlFile, shownPath } from '../../src/base/yamlFile.ts'

const test = suite<{ folder: string }>('base/yamlFile')

test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true }))

test('gives the value of a file and where it stands', ({ folder }) => {
  const path = join(folder, 'a.yml')
  writeFileSync(path, '\na: 1\n')
  const located = readYamlFile(path)

  assert.equal(located.value, { a: 1 })
  assert.is(placeOf(located)?.file, path)
  assert.is(placeOf(located)?.line, 2)
})

test('refuses a missing file where it was named', ({ folder }) => {
  const from = { file: 'play.yml', line: 3, column: 5 }
  try {
    readYamlFile(join(folder, 'gone.yml'), from)
    assert.unreachable('nothing was refused')
  } catch (error) {
    assert.match(String(error), /cannot read .*gone\.yml: no such file/)
    assert.equal((error as { place?: unknown }).place, from)
  }
})

test('shows paths below the working directory without it', () => {
  assert.is(shownPath(resolve('playbooks/site.yaml')), 'playbooks/site.yaml')
  assert.is(shownPath('/etc/hosts'), '/etc/hosts')
})

test.run()
