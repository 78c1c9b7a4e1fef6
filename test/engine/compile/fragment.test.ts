import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { applyOnly, fragmentOf, type Terms } from '../../../src/engine/compile/index.ts'
import { type Script, sh } from '../../../src/engine/module/index.ts'

const TERMS: Terms = {
  check: false,
  diff: false,
  exports: [],
  notifies: [],
  settles: [],
  ignoreErrors: false,
  timeout: undefined,
  temps: [],
}

const script: Script = {
  check: sh`test -e /a`,
  apply: sh`touch /a`,
  show: { name: '/a', before: sh`cat /a`, after: sh`echo after` },
  payload: () => undefined,
}

test('gives check mode nothing that could change the host or its list of what is due', () => {
  const fragment = fragmentOf(script, {
    ...TERMS,
    check: true,
    notifies: ['a'],
    settles: ['b'],
  })

  assert.equal(fragment, { check: script.check })
})

test('sends everything that a task says otherwise', () => {
  const fragment = fragmentOf(script, {
    check: false,
    diff: true,
    exports: [sh`export ${"A=it's"}`],
    notifies: ['a'],
    settles: ['b'],
    ignoreErrors: true,
    timeout: 3,
    temps: ['/.wharf-x'],
  })

  assert.is(fragment.apply, "export 'A=it'\\''s'\ntouch /a")
  assert.is(fragment.before, "export 'A=it'\\''s'\ncat /a")
  assert.equal(
    { ...fragment, check: 0, apply: 0, before: 0, after: 0 },
    {
      check: 0,
      apply: 0,
      before: 0,
      after: 0,
      wantsPayload: true,
      notifies: ['a'],
      settles: ['b'],
      temps: ['/.wharf-x'],
      ignoreErrors: true,
      timeout: 3,
    },
  )
})

test('asks the host for no text that is known here', () => {
  const show = { name: '/a', before: sh`cat /a`, after: { text: 'known' } }

  assert.is(fragmentOf({ ...script, show }, { ...TERMS, diff: true }).after, undefined)
})

test('does not check again once the bytes have arrived', () => {
  const whole = fragmentOf(script, { ...TERMS, diff: true, notifies: ['a'] })

  assert.equal(applyOnly(whole), { apply: script.apply, notifies: ['a'] })
})

test.run()
