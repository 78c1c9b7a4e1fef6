import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkLabel, parseSelector } from '../../src/cluster/index.ts'

const TABLE: [selector: string, labels: Record<string, string>, matches: boolean][] = [
  ['region=infra', { region: 'infra' }, true],
  ['region == infra', { region: 'infra' }, true],
  ['region=infra', { region: 'primary' }, false],
  ['region=infra', {}, false],
  ['region=infra,zone=a', { region: 'infra', zone: 'b' }, false],
  ['region!=infra', {}, true],
  ['region', { region: '' }, true],
  ['region', {}, false],
  ['!region', {}, true],
  ['!region', { region: 'infra' }, false],
  ['zone in (a, b),region=infra', { zone: 'b', region: 'infra' }, true],
  ['zone in (a,b)', { zone: 'c' }, false],
  ['zone notin (a,b)', {}, true],
  ['node-role.kubernetes.io/infra=', { 'node-role.kubernetes.io/infra': '' }, true],
  ['', { anything: 'x' }, true],
]

for (const [selector, labels, matches] of TABLE) {
  test(`"${selector}" ${matches ? 'matches' : "doesn't match"} ${JSON.stringify(labels)}`, () => {
    assert.is(parseSelector(selector)(labels), matches)
  })
}

test('refuses what is no selector', () => {
  assert.throws(() => parseSelector('region infra'), /"region infra" is not a label selector/)
})

test('refuses labels that the cluster would refuse', () => {
  checkLabel('region', 'infra')
  checkLabel('node-role.kubernetes.io/infra', '')
  checkLabel('old', undefined)
  assert.throws(() => checkLabel('a b', 'x'), /can't be the key/)
  assert.throws(() => checkLabel('a/b/c', 'x'), /can't be the key/)
  assert.throws(() => checkLabel('a', 'x y'), /can't be the value of label a/)
  assert.throws(() => checkLabel('a', '-'), /can't be the value/)
})

test.run()
