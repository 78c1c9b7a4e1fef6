import { z } from 'zod'
import { controllerModule } from '../../engine/module/index.ts'

/** Prints a message or a value. */
export const debug = controllerModule({
  name: 'debug',
  summary: 'Print a message or a value.',
  args: z
    .strictObject({
      msg: z.unknown().optional().meta({ description: 'What to print.' }),
      var: z.string().min(1).optional().meta({
        description: 'A CEL expression, such as the name of a variable, whose value to print.',
      }),
      verbosity: z
        .int()
        .min(0)
        .default(0)
        .meta({ description: 'Print only with so many -v on the command line.' }),
    })
    .refine(({ msg, var: name }) => msg === undefined || name === undefined, {
      error: 'takes one of msg and var',
    }),
  expressions: ['var'],
  examples: [
    'debug: { msg: "listening on {{ address }}" }',
    'debug: { var: ansible_default_ipv4.address }',
  ],
  returns: { msg: 'the message' },
  async run({ msg = 'Hello world!', var: expression, verbosity }, context) {
    if (verbosity > 0 && Number(context.variable('ansible_verbosity')) < verbosity) {
      return { kind: 'skipped', reason: `shown with -${'v'.repeat(verbosity)}` }
    }
    const result =
      expression === undefined ? { msg } : { [expression]: context.evaluate(expression) }
    return { kind: 'ok', result, shown: true }
  },
})
