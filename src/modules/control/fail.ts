import { z } from 'zod'
import { controllerModule } from '../../engine/module/index.ts'

/** Fails. */
export const fail = controllerModule({
  name: 'fail',
  summary: 'Fail with a message; of use with `when`.',
  args: z.strictObject({
    msg: z
      .string()
      .default('Failed as requested from task')
      .meta({ description: 'Why it failed.' }),
  }),
  examples: ['fail: { msg: "{{ inventory_hostname }} is too old" }'],
  returns: { msg: 'why it failed' },
  run: async ({ msg }) => ({ kind: 'failed', reason: msg, result: { msg } }),
})
