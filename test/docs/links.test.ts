import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { anchorsIn, linksIn } from './links.ts'
import { pages } from './pages.ts'

for (const { file, text } of pages()) {
  test(`every link of ${file} leads somewhere`, () => {
    for (const link of linksIn(text)) {
      if (/^https:\/\/[^/]+/.test(link)) continue
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? file : normalize(join(dirname(file), path))
      assert.ok(existsSync(target), `${link}: there is no ${target}`)
      if (anchor !== undefined)
        assert.ok(anchorsIn(readFileSync(target, 'utf8')).has(anchor), `${link}: no such heading`)
    }
  })
}

test('every page can be reached from README', () => {
  const texts = new Map(pages().map(({ file, text }) => [file, text]))
  const reached = new Set<string>()
  const follow = (file: string): void => {
    if (reached.has(file) || !texts.has(file)) return
    reached.add(file)
    for (const link of linksIn(texts.get(file) ?? '')) {
      follow(normalize(join(dirname(file), link.split('#')[0] ?? '')))
    }
  }
  follow('README.md')

  assert.equal(
    [...texts.keys()].filter(file => !reached.has(file)),
    [],
  )
})

test('finds links, and anchors as headings give them', () => {
  const text =
    '# A: `b` _c_\n[x](y.md#z) `[no](no.md)`\n```\n# no\n[no](no.md)\n```\n[`code`](k.md)\n'

  assert.equal(linksIn(text), ['y.md#z', 'k.md'])
  assert.equal([...anchorsIn(text)], ['a-b-_c_'])
})

test.run()
