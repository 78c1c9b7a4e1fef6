import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { template } from '../../../src/modules/files/template.ts'
import { play } from '../../helpers/host.ts'

const test = suite<{ root: string }>('template')
test.before.each(context => {
  context.root = mkdtempSync(join(tmpdir(), 'wharfinger-'))
})
test.after.each(({ root }) => rmSync(root, { recursive: true }))

test('puts a rendered template on the host, and shows what changes', async ({ root }) => {
  const src = join(root, 'motd.hbs')
  writeFileSync(src, 'hello {{ name }}\n')
  const dest = join(root, 'motd')
  writeFileSync(dest, 'hello nobody\n')
  const asked: string[] = []
  const context = {
    find: (folder: string, name: string) => {
      asked.push(`${folder}/${name}`)
      return src
    },
    render: (text: string, file: string) => {
      asked.push(file)
      return text.replace('{{ name }}', 'world')
    },
  }

  const args = { src: 'motd.hbs', dest, mode: '0600' }
  const done = await play(template, args, { context, diff: true })
  assert.equal([done.phase, done.result['dest'], done.result['src']], ['changed', dest, src])
  assert.is(readFileSync(dest, 'utf8'), 'hello world\n')
  assert.match(done.before, /mode: 0644\nhello nobody\n$/)
  assert.match(done.after, /mode: 0600\nhello world\n$/)
  assert.equal(asked, ['templates/motd.hbs', src])
  assert.is((await play(template, args, { context })).phase, 'ok')
})

test.run()
