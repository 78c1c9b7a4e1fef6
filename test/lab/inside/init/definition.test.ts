import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { readDefinition } from '../../../../src/lab/inside/init/definition.ts'
import { findUnitFiles, listUnitFiles } from '../../../../src/lab/inside/init/unitFiles.ts'

const test = suite<{ root: string }>('unit files')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const VENDOR = '/usr/lib/systemd/system'
const ADMIN = '/etc/systemd/system'

test('of the administrator hide those of the vendor', ({ root }) => {
  write(root, `${VENDOR}/a.service`, '[Unit]\nDescription=vendor')
  write(root, `${ADMIN}/a.service`, '[Unit]\nDescription=admin')
  const files = findUnitFiles('a.service', root)
  assert.is(files.fragment, `${ADMIN}/a.service`)
  assert.is(readDefinition(files, root).description, 'admin')
  assert.equal(listUnitFiles(root), ['a.service'])
})

test('are completed by drop-ins, in the order of their names', ({ root }) => {
  write(root, `${VENDOR}/a.service`, '[Service]\nExecStart=/a')
  write(root, `${VENDOR}/a.service.d/50-x.conf`, '[Service]\nUser=hidden')
  write(root, `${ADMIN}/a.service.d/50-x.conf`, '[Service]\nUser=one')
  write(root, `${VENDOR}/a.service.d/60-y.conf`, '[Service]\nUser=two')
  const files = findUnitFiles('a.service', root)
  assert.equal(files.dropIns, [`${ADMIN}/a.service.d/50-x.conf`, `${VENDOR}/a.service.d/60-y.conf`])
  assert.is(readDefinition(files, root).user, 'two')
})

test('are masked by a link to nowhere', ({ root }) => {
  write(root, `${VENDOR}/a.service`, '[Service]\nExecStart=/a')
  mkdirSync(join(root, ADMIN), { recursive: true })
  symlinkSync('/dev/null', join(root, ADMIN, 'a.service'))
  assert.is(findUnitFiles('a.service', root).state, 'masked')
  assert.is(findUnitFiles('b.service', root).state, 'missing')
})

test('have another version when any of them changed', ({ root }) => {
  write(root, `${ADMIN}/a.service`, '[Service]\nExecStart=/a')
  const before = findUnitFiles('a.service', root).version
  assert.is(findUnitFiles('a.service', root).version, before)
  utimesSync(join(root, ADMIN, 'a.service'), 1, 1)
  const after = findUnitFiles('a.service', root).version
  assert.is.not(after, before)
  write(root, `${ADMIN}/a.service.d/x.conf`, '')
  assert.is.not(findUnitFiles('a.service', root).version, after)
})

test('of a template serve its instances', ({ root }) => {
  write(root, `${ADMIN}/a@.service`, '[Service]\nExecStart=-/bin/%p --at %i --of %N 50%%')
  const definition = readDefinition(findUnitFiles('a@b.service', root), root)
  assert.equal(definition.commands.Start, [
    { words: ['/bin/a', '--at', 'b', '--of', 'a@b', '50%'], mayFail: true },
  ])
})

test.run()
