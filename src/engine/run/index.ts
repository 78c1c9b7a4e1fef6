export type { BecomeDefaults, RunEnd, RunOptions } from './options.ts'
export { runPlaybook } from './run.ts'
