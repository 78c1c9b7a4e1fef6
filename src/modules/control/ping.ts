import { z } from 'zod'
import { hostModule, sh } from '../../engine/module/index.ts'

/** Proves that tasks can run on a host. */
export const ping = hostModule({
  name: 'ping',
  summary: 'Prove that tasks can run on the host.',
  reach: 'host',
  args: z.strictObject({
    data: z.string().default('pong').meta({ description: 'What to answer.' }),
  }),
  examples: ['ping: {}', 'ping: { data: hello }'],
  returns: { ping: 'data' },
  compile: ({ data }) => ({ check: sh`:`, apply: sh`:`, result: () => ({ ping: data }) }),
})
