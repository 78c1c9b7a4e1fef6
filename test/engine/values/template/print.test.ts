import fc from 'fast-check'
import Handlebars from 'handlebars'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../../src/base/yaml.ts'
import { createScope, renderText } from '../../../../src/engine/values/index.ts'
import { faultOf } from '../../../helpers/variables.ts'

const test = suite('blocks of templates')

const VARS = {
  yes: true,
  no: false,
  zero: 0,
  one: 1,
  text: 'words',
  blank: '',
  items: ['a', 'b', 'c'],
  none: [],
  map: { k: 'v', l: 'w' },
  empty: {},
  nested: [
    { name: 'n1', tags: ['x', 'y'] },
    { name: 'n2', tags: [] },
  ],
}

function print(text: string): string {
  const layer = { name: 'vars', literal: true, vars: unplaced(VARS) }
  return renderText(text, 'test.hbs', createScope([layer]))
}

/** What Handlebars itself makes of it. */
function reference(text: string): string {
  return Handlebars.create().compile(text, { noEscape: true })(VARS)
}

const PIECES = [
  'plain ',
  '\n',
  '  ',
  '{{text}}',
  '{{one}}{{zero}}{{yes}}{{no}}',
  '{{items.[1]}}',
  '{{map.k}}',
  '{{! a comment }}',
  '{{~text~}}',
  '\\{{text}}',
  '{{#if yes}}1{{else}}2{{/if}}',
  '{{#if zero}}1{{else if text}}2{{else}}3{{/if}}',
  '{{#if zero includeZero=true}}1{{/if}}',
  '{{#if empty}}1{{else}}2{{/if}}',
  '{{#if none}}1{{else}}2{{/if}}',
  '{{#unless blank}}1{{else}}2{{/unless}}',
  '{{#if yes}}\nline\n{{/if}}\n',
  '{{#each items}}{{@index}}{{this}}{{#if @last}}.{{/if}}{{/each}}',
  '{{#each items as |item i|}}{{i}}{{item}}{{@first}}{{/each}}',
  '{{#each none}}1{{else}}2{{/each}}',
  '{{#each map}}{{@key}}={{this}};{{/each}}',
  '{{#each map as |value key|}}{{key}}{{value}}{{../text}}{{/each}}',
  '{{#each nested}}\n{{name}}:{{#each tags}}{{this}}{{../name}}{{@../index}}{{@root.text}}{{/each}}\n{{/each}}',
  '{{#each nested as |n|}}{{#each n.tags as |t|}}{{n.name}}{{t}}{{/each}}{{/each}}',
  '{{#with map}}{{k}}{{../text}}{{/with}}',
  '{{#with map as |m|}}{{m.l}}{{/with}}',
  '{{#with blank}}1{{else}}2{{/with}}',
  '{{#with nested.[0]}}{{#each tags}}{{../name}}{{../../text}}{{/each}}{{/with}}',
  '{{lookup map "k"}}',
]

test('what Handlebars can render at all is rendered the same', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }), pieces => {
      // Handlebars adds leading numbers up instead of printing them one after the other.
      const text = `>${pieces.join('')}`

      assert.is(print(text), reference(text))
    }),
    { numRuns: 400 },
  )
})

test('a raw block is kept as it stands', () => {
  assert.is(print('{{{{raw}}}}{{.Names}} {{x}}{{{{/raw}}}}'), '{{.Names}} {{x}}')
})

test('only lists and maps can be walked over; null counts as an empty list', () => {
  assert.is(
    faultOf(() => print('{{#each text}}{{/each}}')).message,
    '#each wants a list or map, got text',
  )
  assert.is(print('{{#each (from_json "null")}}1{{else}}2{{/each}}'), '2')
})

test('what is not part of templates is refused', () => {
  const messages = (texts: readonly string[]) =>
    texts.map(text => faultOf(() => print(text)).message)

  assert.equal(
    messages([
      '{{> part}}',
      '{{#items}}{{/items}}',
      '{{#if}}{{/if}}',
      '{{#if yes no}}{{/if}}',
      '{{@index}}',
      '{{#each items}}{{@indx}}{{/each}}',
      '{{../text}}',
      '{{undefined}}',
    ]),
    [
      'partials and decorators are not supported',
      'there is no block "#items"',
      '#if takes one argument, got 0',
      '#if takes one argument, got 2',
      '"@index" is only known inside #each',
      'there is no "@indx" (did you mean "index"?)',
      '"../text" leads out of the template',
      '`undefined` is not a value',
    ],
  )
})

test.run()
