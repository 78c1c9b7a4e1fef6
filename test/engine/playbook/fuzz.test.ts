import fc from 'fast-check'
import { suite } from 'uvu'
import { Fault } from '../../../src/base/fault.ts'
import { load } from './playbooks.ts'

const test = suite('playbook/fuzz')

const ACTIONS = `copy command debug ping set_fact meta include_tasks import_tasks include_role
  import_role action local_action block`.split(/\s+/)
const KEYWORDS =
  `vars when tags notify listen loop with_dict with_items loop_control register retries
  become environment rescue always args until delegate_to name serial`.split(/\s+/)
const INNER = ['dest', 'src', 'cmd', 'file', 'name', 'apply', 'module', 'label', 'msg']

const scalar = fc.constantFrom(null, true, 0, 1.5, '', 'x', 'a=b', '{{ x }}', 'noop', 'play.yml')
const simple = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom(...INNER), scalar, { maxKeys: 3 }),
)
const { steps } = fc.letrec<{ steps: unknown[]; step: object }>(tie => ({
  steps: fc.array(tie('step'), { maxLength: 2 }),
  step: fc
    .tuple(
      fc.constantFrom(...ACTIONS),
      fc.oneof({ maxDepth: 3 }, simple, tie('steps')),
      fc.dictionary(fc.constantFrom(...KEYWORDS), fc.oneof({ maxDepth: 3 }, simple, tie('steps')), {
        maxKeys: 2,
      }),
    )
    .map(([action, given, keywords]) => ({ ...keywords, [action]: given })),
}))
const play = fc.oneof(
  fc.tuple(fc.constantFrom('tasks', 'handlers', 'post_tasks'), steps),
  fc.tuple(fc.constantFrom('tasks', 'roles', 'vars', 'vars_files', 'serial', 'become'), simple),
)

test('whatever stands in a playbook, it is read or refused with a place, never a crash', () => {
  fc.assert(
    fc.property(fc.array(play, { minLength: 1, maxLength: 3 }), plays => {
      const text = JSON.stringify(plays.map(([key, part]) => ({ hosts: 'all', [key]: part })))
      try {
        load(text, () => undefined)
      } catch (error) {
        if (!(error instanceof Fault) || !error.place) throw error
      }
    }),
    { numRuns: 400 },
  )
})

test.run()
