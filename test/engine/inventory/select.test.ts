import { join } from 'node:path'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Fault } from '../../../src/base/fault.ts'
import { parseYaml } from '../../../src/base/yaml.ts'
import { hostNamed, loadInventory, selectHosts } from '../../../src/engine/inventory/index.ts'
import { namesOf, withFiles } from './files.ts'

const test = suite('inventory/select')

const FLEET = `
web: { hosts: { "web[1:3]": } }
db: { hosts: { db1.example.com: , db2.example.com: } }
both: { hosts: { web1: , db1.example.com: } }
empty:
db2: { hosts: { "fe80::1": } }
`
const inventory = withFiles({ 'hosts.yml': FLEET }, folder =>
  loadInventory([join(folder, 'hosts.yml')]),
)
const select = (pattern: string, limit?: string): string[] =>
  namesOf(selectHosts(inventory, pattern, limit))

const TABLE: readonly [pattern: string, hosts: string][] = [
  ['all', 'web1 web2 web3 db1.example.com db2.example.com fe80::1'],
  ['*', 'web1 web2 web3 db1.example.com db2.example.com fe80::1'],
  ['web', 'web1 web2 web3'],
  ['web2', 'web2'],
  ['db,web', 'db1.example.com db2.example.com web1 web2 web3'],
  ['db:web1', 'db1.example.com db2.example.com web1'],
  ['web:!both', 'web2 web3'],
  ['!web:web', ''],
  ['web:!web:db', 'db1.example.com db2.example.com'],
  ['&both:web', 'web1'],
  ['!web', 'db1.example.com db2.example.com fe80::1'],
  ['&both', 'web1 db1.example.com'],
  ['web[0]', 'web1'],
  ['web[-1]', 'web3'],
  ['web[0:1]', 'web1 web2'],
  ['web[1:]', 'web2 web3'],
  ['web[:1]', 'web1 web2'],
  ['web[-2:]', 'web2 web3'],
  ['web[3:]', ''],
  ['empty[0]', ''],
  ['*.example.com', 'db1.example.com db2.example.com'],
  ['web?', 'web1 web2 web3'],
  ['web[12]*', 'web1 web2'],
  ['~(web|db)[12]', 'web1 web2 db1.example.com db2.example.com fe80::1'],
  ['~eb1', ''],
  ['empty', ''],
  ['fe80::1', 'fe80::1'],
  ['web1,fe80::1', 'web1 fe80::1'],
  ['localhost', 'localhost'],
  ['all:!localhost', 'web1 web2 web3 db1.example.com db2.example.com fe80::1'],
  ['no-such*', ''],
]
for (const [pattern, hosts] of TABLE)
  test(`${pattern} names ${hosts === '' ? 'nothing' : hosts}`, () => {
    assert.equal(select(pattern), hosts === '' ? [] : hosts.split(' '))
  })

test('a limit keeps the order of the pattern', () => {
  assert.equal(select('db,web', 'web1,db'), ['db1.example.com', 'db2.example.com', 'web1'])
  assert.equal(select('web', 'db'), [])
})

test('a limit is read from a file, one host a line', () => {
  withFiles({ retry: 'web3\nweb1\n' }, folder => {
    assert.equal(select('all', `@${join(folder, 'retry')}`), ['web1', 'web3'])
  })
})

test('a limit that leaves no host is refused', () => {
  assert.throws(() => select('all', 'empty'), /--limit empty leaves no host/)
})

test('an unknown name is refused with the nearest one', () => {
  assert.throws(() => select('wbe'), /unknown host pattern "wbe" \(did you mean "web"\?\)/)
  assert.throws(() => select('all:!wbe'), /unknown host pattern "wbe"/)
  assert.throws(() => select('all', 'wbe1'), /unknown host pattern "wbe1"/)
  assert.throws(() => select('constructor'), /unknown host pattern "constructor"/)
})

test('a pattern from a file is refused where it was written', () => {
  const { places } = parseYaml('- hosts: wbe\n', 'play.yml')
  const pattern = { value: 'wbe', at: [0, 'hosts'], places }

  try {
    selectHosts(inventory, pattern)
    assert.unreachable('nothing was refused')
  } catch (error) {
    assert.ok(error instanceof Fault)
    assert.is(error.place?.column, 10)
  }
})

test('an index outside of a group is refused', () => {
  assert.throws(() => select('web[7]'), /"web" names 3 hosts: there is none at \[7\]/)
})

test('a broken regular expression is refused', () => {
  assert.throws(() => select('~web('), /host pattern "~web\("/)
})

test('localhost is worked on without SSH and belongs to no group', () => {
  const host = hostNamed(inventory, 'localhost')

  assert.equal(host?.groups, [])
  assert.equal(host?.layers[0]?.vars.value, { ansible_connection: 'local' })
  assert.is(hostNamed(inventory, 'elsewhere'), undefined)
})

test('where terms stand does not matter but for the order of hosts', () => {
  const term = fc.constantFrom(
    'web',
    'db',
    'both',
    '&both',
    '&web',
    '!web1',
    '!db',
    'web[0]',
    'db*',
  )
  const shuffled = fc
    .array(term, { minLength: 1, maxLength: 6 })
    .chain(terms =>
      fc.tuple(fc.constant(terms), fc.shuffledSubarray(terms, { minLength: terms.length })),
    )
  fc.assert(
    fc.property(shuffled, ([terms, other]) => {
      assert.equal(select(terms.join(':')).sort(), select(other.join(',')).sort())
    }),
  )
})

test('excluding what was chosen leaves nothing', () => {
  const name = fc.constantFrom('web', 'db', 'both', 'web1', 'db*', '~w', 'web[0:1]')
  fc.assert(fc.property(name, text => assert.equal(select(`${text}:!${text}`), [])))
})

test.run()
