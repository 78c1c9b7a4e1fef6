import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { help, helpIn } from './commandHelp.ts'
import { commandLinesIn, wrongIn } from './commandLines.ts'
import { type Page, pages } from './pages.ts'

const example: Page = {
  file: 'inventory.example.yaml',
  text: readFileSync('inventory.example.yaml', 'utf8').replaceAll(/^# ?/gm, ''),
}

for (const page of [...pages(), example]) {
  test(`every wharf command of ${page.file} exists, with its options`, async () => {
    const commands = await help()
    for (const { text, place } of commandLinesIn(page)) {
      assert.is(wrongIn(text, commands), undefined, `${place}: ${text}`)
    }
  })

  test(`every npm script of ${page.file} exists`, () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
    for (const [, run, name = ''] of page.text.matchAll(/\bnpm (run )?([\w:]+)/g)) {
      if (run !== undefined || ['start', 'test'].includes(name)) {
        assert.ok(Object.hasOwn(scripts, name), `npm run ${name}`)
      }
    }
  })
}

test('help is the same in every environment', async () => {
  assert.equal(await helpIn('de_DE.UTF-8'), await help())
})

test('finds command lines, and what is wrong with them', async () => {
  const text =
    'x `wharf doc copy` y\n\n    npx wharf playbook a.yaml -i b --chekc # c\nwharf labs\n'
  const lines = commandLinesIn({ file: 'a.md', text })
  const commands = await help()

  assert.equal(
    lines.map(({ text: line, place }) => [line, place, wrongIn(line, commands)]),
    [
      ['wharf doc copy', 'a.md:1', undefined],
      ['wharf playbook a.yaml -i b --chekc', 'a.md:3', '--chekc'],
      ['wharf labs', 'a.md:4', 'no such command: wharf labs'],
    ],
  )
})

test.run()
