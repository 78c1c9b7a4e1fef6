import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toEre } from '../../../src/modules/text/ere.ts'
import { SHELLS } from '../../helpers/host.ts'

const env = { LC_ALL: 'C', PATH: process.env['PATH'] }
const MATCH = '{ i = index($0, "\\001"); print (substr($0, i + 1) ~ substr($0, 1, i - 1)) ? 1 : 0 }'

// Hosts match bytes: what lies outside ASCII has a test of its own.
const character = fc.constantFrom(...'ab01 _-.^]$')
const atom = fc.constantFrom(
  'a',
  'b',
  '0',
  '_',
  ' ',
  '.',
  '\\.',
  '\\^',
  '\\]',
  '\\$',
  '\\\\',
  '\\d',
  '\\w',
  '\\s',
  '\\D',
  '\\S',
  '\\W',
  '[ab]',
  '[^a]',
  '[a-b0-1]',
  '[\\]a]',
  '[^\\]\\-]',
  '[\\w.-]',
  '[\\^b]',
  '[.^-]',
  '-',
  '\\/',
)
const repeated = fc
  .tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{0,1}', '{1,}'))
  .map(parts => parts.join(''))
const sequence = fc.array(repeated, { minLength: 1, maxLength: 3 }).map(parts => parts.join(''))
const grouped = fc
  .tuple(fc.constantFrom('(', '(?:'), sequence, sequence, fc.constantFrom(')', ')?', ')+', '){2}'))
  .map(([open, a, b, close]) => `${open}${a}|${b}${close}`)
const expression = fc
  .tuple(fc.constantFrom('', '^'), fc.oneof(sequence, grouped), sequence, fc.constantFrom('', '$'))
  .map(parts => parts.join(''))
const texts = fc.array(
  fc.array(character, { maxLength: 4 }).map(all => all.join('')),
  { minLength: 6, maxLength: 6 },
)

const cases = fc.sample(fc.tuple(expression, texts, fc.boolean()), { numRuns: 400, seed: 7 })

for (const shell of SHELLS) {
  test(`matches what JavaScript would match (awk of ${shell.name})`, () => {
    const wanted: string[] = []
    const input: string[] = []
    for (const [source, lines, ignoreCase] of cases) {
      const ere = toEre(ignoreCase ? `(?i)${source}` : source)
      for (const line of lines) {
        wanted.push(
          `${Number(new RegExp(source, ignoreCase ? 'i' : '').test(line))} ${source} ~ ${line}`,
        )
        input.push(`${ere.text}\u0001${line}`)
      }
    }
    const output = execFileSync('awk', [MATCH], {
      env: { ...env, PATH: shell.path },
      input: `${input.join('\n')}\n`,
      encoding: 'utf8',
    })
    const got = output.trimEnd().split('\n')
    const wrong = wanted.filter((answer, i) => answer[0] !== got[i])
    assert.equal([got.length, wrong], [wanted.length, []])
  })

  test(`says the same to grep and sed (${shell.name})`, () => {
    const options = { env: { ...env, PATH: shell.path }, encoding: 'utf8' } as const
    for (const [source, lines] of cases.slice(0, 12)) {
      const wanted = lines
        .filter(line => new RegExp(source).test(line))
        .map(line => `${line}\n`)
        .join('')
      const input = lines.map(line => `${line}\n`).join('')
      const { text } = toEre(source)
      const sed = execFileSync('sed', ['-n', '-E', `s\u0001${text}\u0001&\u0001p`], {
        ...options,
        input,
      })
      const script = 'grep -E -e "$1" || [ $? -eq 1 ]'
      const grep = execFileSync('sh', ['-c', script, 'sh', text], { ...options, input })
      assert.is(sed, wanted, source)
      assert.is(grep, wanted, source)
    }
  })
}

test('matches characters outside ASCII whole', () => {
  const { text } = toEre('^(é+[äb]|€?)$')
  const lines = ['ééä', 'éb', '€', '', 'e', 'ä', '€€']
  const input = lines.map(line => `${line}\n`).join('')
  for (const shell of SHELLS) {
    const options = { env: { ...env, PATH: shell.path }, input, encoding: 'utf8' } as const
    assert.is(execFileSync('grep', ['-E', '-e', text], options), 'ééä\néb\n€\n\n')
  }
})

test('knows where groups are, though others are added', () => {
  const { groups } = toEre('(?:x|y)(?P<name>é?)(a|)(b)')

  assert.equal(
    [...groups],
    [
      ['1', 2],
      ['2', 4],
      ['3', 5],
      ['name', 2],
    ],
  )
})

test('refuses what hosts cannot match, and says why', () => {
  const refused: readonly (readonly [string, RegExp])[] = [
    ['^(?!#)x', /"\^\(\?!#\)x" cannot be used: looking ahead/],
    ['(?<=a)b', /looking behind/],
    ['\\bx', /edge of a word/],
    ['(a)\\1', /reference to a group/],
    ['a++', /possessive/],
    ['(?>a)', /kind of group/],
    ['(a', /not closed/],
    ['a)', /none to close/],
    ['[a', /bracket is not closed/],
    ['*a', /nothing to repeat/],
    ['a\\', /ends in a backslash/],
    ['\\q', /\\q is not known/],
    ['[z-a]', /wrong way round/],
    ['[\\D]', /within brackets/],
    ['[^é]', /outside ASCII/],
    ['a\\nb', /newline/],
    ['(a{99}){999}', /too many/],
  ]
  for (const [source, message] of refused) assert.throws(() => toEre(source), message)
})

test.run()
