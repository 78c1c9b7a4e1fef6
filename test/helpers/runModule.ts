import type { z } from 'zod'
import type { ControllerModule, Outcome, RunContext } from '../../src/engine/module/index.ts'

/** Runs a controller's module with arguments as a playbook writes them. */
export async function runModule<Args extends z.ZodType>(
  module: ControllerModule<Args>,
  args: z.input<Args>,
  context: RunContext,
): Promise<Outcome & { kind: 'ok' | 'changed' | 'skipped'; result: Record<string, unknown> }> {
  const outcome = await module.run(module.args.parse(args), context)
  if (outcome.kind === 'failed' || outcome.kind === 'unreachable') throw new Error(outcome.reason)
  return { ...outcome, result: { ...outcome.result } }
}
