import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { GENERATORS } from './generators.ts'
import { pages } from './pages.ts'
import { filled } from './regions.ts'

for (const { file, text } of pages()) {
  test(`${file} says what the code says (npm run docs makes it current)`, async () => {
    assert.fixture(await filled(text, GENERATORS), text)
  })
}

test('every generator has its page', () => {
  const all = pages()
    .map(({ text }) => text)
    .join('')
  for (const name of Object.keys(GENERATORS)) {
    assert.ok(all.includes(`<!-- generated: ${name} -->\n`), name)
  }
})

test.run()
