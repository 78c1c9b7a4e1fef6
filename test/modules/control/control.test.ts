import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { ControllerModule, Outcome, TaskContext } from '../../../src/engine/module/index.ts'
import { assert as assertion } from '../../../src/modules/control/assert.ts'
import { debug } from '../../../src/modules/control/debug.ts'
import { fail } from '../../../src/modules/control/fail.ts'
import { ping } from '../../../src/modules/control/ping.ts'
import { setFact } from '../../../src/modules/control/setFact.ts'
import { play, taskContext } from '../../helpers/host.ts'
import { rejection } from '../../helpers/rejection.ts'
import { runContext } from '../../helpers/runContext.ts'

function run(
  module: ControllerModule,
  args: unknown,
  changes: Partial<TaskContext> = {},
): Promise<Outcome> {
  return module.run(module.args.parse(args), { ...runContext(), ...taskContext(), ...changes })
}

const evaluate = (expression: string): unknown => ({ yes: true, no: false, three: 3 })[expression]

test('assert stops at the first condition that does not hold', async () => {
  const passed = await run(assertion, { that: ['yes', true] }, { evaluate })
  assert.equal(passed, { kind: 'ok', result: { msg: 'All assertions passed' } })
  const failed = await run(
    assertion,
    { that: ['yes', 'no', 'three'], fail_msg: 'oh' },
    { evaluate },
  )
  assert.equal(failed, {
    kind: 'failed',
    reason: 'oh: no',
    result: { msg: 'oh', assertion: 'no', evaluated_to: false },
  })
  assert.is((await run(assertion, { that: 'yes', success_msg: 'fine' }, { evaluate })).kind, 'ok')
})

test('assert refuses what is neither true nor false', async () => {
  const error = await rejection(run(assertion, { that: 'three' }, { evaluate }))
  assert.match(error.message, /"three" is neither true nor false/)
})

test('fail fails', async () => {
  const outcome = await run(fail, { msg: 'no' })
  assert.equal(outcome, { kind: 'failed', reason: 'no', result: { msg: 'no' } })
  assert.is((await run(fail, {})).kind, 'failed')
})

test('debug shows a message of any type, or the value of an expression', async () => {
  const shown = (result: object) => ({ kind: 'ok', result, shown: true })
  assert.equal(await run(debug, { msg: [1, { a: 2 }] }), shown({ msg: [1, { a: 2 }] }))
  assert.equal(await run(debug, { var: 'three' }, { evaluate }), shown({ three: 3 }))
  assert.equal(await run(debug, {}), shown({ msg: 'Hello world!' }))
  assert.throws(() => debug.args.parse({ msg: 'a', var: 'b' }), /one of msg and var/)
})

test('debug keeps quiet below its verbosity', async () => {
  const outcome = await run(debug, { msg: 'a', verbosity: 2 }, { variable: () => 1 })
  assert.equal(outcome, { kind: 'skipped', reason: 'shown with -vv' })
  assert.is((await run(debug, { msg: 'a', verbosity: 2 }, { variable: () => 2 })).kind, 'ok')
})

test('set_fact sets variables as they are', async () => {
  const facts = { a: 1, b: ['x'], c_d: null }
  const outcome = await run(setFact, { ...facts, cacheable: true })
  assert.equal(outcome, { kind: 'ok', result: { ansible_facts: facts }, facts })
})

test('set_fact refuses what no expression could name', async () => {
  const error = await rejection(run(setFact, { 'my-name': 1 }))
  assert.match(error.message, /"my-name" is not the name of a variable/)
})

test('ping answers', async () => {
  assert.equal((await play(ping, {})).result, { ping: 'pong' })
  assert.equal((await play(ping, { data: 'x' })).result, { ping: 'x' })
})

test.run()
