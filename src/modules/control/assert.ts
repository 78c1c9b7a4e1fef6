import { z } from 'zod'
import { Fault } from '../../base/fault.ts'
import { controllerModule, type TaskContext } from '../../engine/module/index.ts'

const condition = z.union([z.string().min(1), z.boolean()])

/** Fails unless conditions hold. */
export const assert = controllerModule({
  name: 'assert',
  summary: 'Fail unless conditions hold.',
  args: z.strictObject({
    that: z.union([condition, z.array(condition)]).meta({
      description: 'CEL conditions, all of which must hold.',
    }),
    fail_msg: z
      .string()
      .default('Assertion failed')
      .meta({ description: 'What to say when one does not.' }),
    success_msg: z
      .string()
      .default('All assertions passed')
      .meta({ description: 'What to say when all do.' }),
    quiet: z
      .boolean()
      .default(false)
      .meta({ description: 'Leave the conditions out of the result.' }),
  }),
  expressions: ['that'],
  examples: [
    'assert: { that: size(groups.masters) > 0, fail_msg: there is no master }',
    'assert: { that: [port > 0, port < 65536] }',
  ],
  returns: { msg: 'fail_msg or success_msg', assertion: 'the condition that does not hold' },
  async run({ that, fail_msg, success_msg, quiet }, context) {
    const failed = [that].flat().find(assertion => !holds(assertion, context))
    if (failed === undefined) return { kind: 'ok', result: { msg: success_msg } }
    const detail = quiet ? {} : { assertion: failed, evaluated_to: false }
    return {
      kind: 'failed',
      reason: quiet ? fail_msg : `${fail_msg}: ${failed}`,
      result: { msg: fail_msg, ...detail },
    }
  },
})

function holds(assertion: string | boolean, context: TaskContext): boolean {
  const value = typeof assertion === 'string' ? context.evaluate(assertion) : assertion
  if (typeof value === 'boolean') return value
  throw new Fault(`assert: "${assertion}" is neither true nor false`, {
    hint: 'compare it with something: x > 0, x != "", size(x) > 0',
  })
}
