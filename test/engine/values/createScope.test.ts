import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unplaced } from '../../../src/base/yaml.ts'
import {
  createScope,
  evaluate,
  lazyRecord,
  PendingVariable,
  render,
  UndefinedFault,
  variablesOf,
} from '../../../src/engine/values/index.ts'
import { faultOf, layerOf, located, positionOf } from '../../helpers/variables.ts'

const test = suite('scope')

test('the highest layer wins', () => {
  const scope = createScope([layerOf('port: 1'), layerOf('port: 2')])

  assert.is(scope.get('port'), 2)
})

test('a variable is rendered with the variables it names, in whatever layer they are', () => {
  const low = layerOf('address: "{{ host }}:{{ port }}"\nport: 80')
  const scope = createScope([low, layerOf('host: infra1\nport: 5000')])

  assert.is(scope.get('address'), 'infra1:5000')
})

test('a variable with an undefined name in it harms nobody who does not ask for it', () => {
  const scope = createScope([layerOf('broken: "{{ nowhere }}"\nsound: 1')])

  assert.is(scope.get('sound'), 1)
  assert.instance(
    faultOf(() => scope.get('broken')),
    UndefinedFault,
  )
})

test('a value is rendered once', () => {
  let calls = 0
  const magic = { counted: () => ++calls }
  const scope = createScope([layerOf('a: "{{ counted }}"')], { magic })

  assert.is(scope.get('a'), scope.get('a'))
  assert.is(scope.get('counted'), 1)
})

test('a circle is a fault that prints its chain and points at where it began', () => {
  const scope = createScope([layerOf('x: "{{ a }}"\na: "{{ b }}"\nb: "{{ c }}"\nc: "{{ a }}"')])

  const fault = faultOf(() => scope.get('x'))
  assert.match(fault.message, /in a circle: a → b → c → a$/)
  assert.is(positionOf(fault), 'vars.yml:2:5')
})

test('a variable that was part of a circle can be asked for again', () => {
  const scope = createScope([layerOf('a: "{{ a }}"\nb: 1')])

  assert.match(faultOf(() => scope.get('a')).message, /circle: a → a$/)
  assert.match(faultOf(() => scope.get('a')).message, /circle: a → a$/)
  assert.is(scope.get('b'), 1)
})

test('text in a literal layer is never rendered', () => {
  const scope = createScope([{ ...layerOf('out: "{{ rm }}"'), literal: true }])

  assert.is(scope.get('out'), '{{ rm }}')
})

test('no layer can override a magic name', () => {
  const scope = createScope([layerOf('inventory_hostname: fake')], {
    magic: { inventory_hostname: () => 'infra1' },
  })

  assert.is(scope.get('inventory_hostname'), 'infra1')
})

test('a magic name without a value now is undefined', () => {
  const scope = createScope([], { magic: { role_name: () => undefined } })

  assert.not(scope.has('role_name'))
  assert.instance(
    faultOf(() => scope.get('role_name')),
    UndefinedFault,
  )
})

test('an undefined name suggests the nearest', () => {
  const scope = createScope([layerOf('registry_port: 1')])

  const fault = faultOf(() => scope.get('registry_prot'))
  assert.is(fault.message, '"registry_prot" is undefined (did you mean "registry_port"?)')
})

test('a pending name throws PendingVariable through every variable that needs it', () => {
  const scope = createScope([layerOf('a: "{{ result.rc }}"\nb: 1')], {
    pending: new Set(['result']),
  })

  assert.ok(scope.has('result'))
  assert.is(scope.get('b'), 1)
  assert.throws(
    () => scope.get('a'),
    (error: unknown) => {
      return error instanceof PendingVariable && error.variable === 'result'
    },
  )
})

test('a pending name that is not reached does not matter', () => {
  const scope = createScope([layerOf('skip: true')], { pending: new Set(['result']) })

  assert.is(render(located('"{{#if skip}}a{{else}}{{result.rc}}{{/if}}"'), scope), 'a')
  assert.is(evaluate(unplaced('skip || result.rc == 0'), scope), true)
})

test('a layer on top is seen by the variables below it', () => {
  const scope = createScope([layerOf('greeting: "hello {{ item }}"')])

  assert.is(scope.with(layerOf('item: a')).get('greeting'), 'hello a')
  assert.is(scope.with(layerOf('item: b')).get('greeting'), 'hello b')
})

test('a layer on top settles a pending name', () => {
  const scope = createScope([], { pending: new Set(['result']) })

  assert.is(scope.with(layerOf('result: done')).get('result'), 'done')
})

test('vars holds every variable, each rendered when asked for', () => {
  const scope = createScope([layerOf('a: 1\nbroken: "{{ nowhere }}"')])

  assert.is(evaluate(unplaced('vars.a + 1'), scope), 2)
  assert.is(render(located('"{{ vars.a }}"'), scope), 1)
  assert.is(evaluate(unplaced('has(vars.b)'), scope), false)
})

test("another host's variables are rendered one by one", () => {
  const other = createScope([layerOf('address: 10.0.0.1\nbroken: "{{ nowhere }}"')])
  const hostvars = lazyRecord(['infra1'], () => variablesOf(other))
  const scope = createScope([], { magic: { hostvars: () => hostvars } })

  assert.is(render(located('"{{ hostvars.infra1.address }}"'), scope), '10.0.0.1')
  assert.is(evaluate(unplaced('hostvars["infra1"].address'), scope), '10.0.0.1')
  assert.is(evaluate(unplaced('"infra2" in hostvars'), scope), false)
})

test('names are those of all layers, magic and pending', () => {
  const scope = createScope([layerOf('a: 1')], {
    magic: { groups: () => ({}) },
    pending: new Set(['p']),
  })

  assert.equal([...scope.names()].sort(), ['a', 'groups', 'omit', 'p', 'vars'])
})

test.run()
