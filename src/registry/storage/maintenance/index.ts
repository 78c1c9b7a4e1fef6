export { type Collected, type CollectOptions, collectGarbage } from './collect.ts'
export type { CollectorEvent } from './run.ts'
export type { Trouble } from './trouble.ts'
export { startUpkeep, type UpkeepConfig } from './upkeep.ts'
