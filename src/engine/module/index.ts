export {
  type ControllerModule,
  controllerModule,
  type HostModule,
  hostModule,
  type Module,
  type Remote,
  type RunContext,
  type TaskContext,
} from './define.ts'
export type { Counts, Event, Recap, Report, TaskInfo } from './event.ts'
export type { Difference, Outcome, Result } from './outcome.ts'
export type { Output, Parts, Payload, Script, Show } from './script.ts'
export type {
  Become,
  Connection,
  ConnectOptions,
  Fragment,
  FragmentResult,
  Session,
  Transport,
} from './session.ts'
export { lines, quoted, type Shell, sh } from './shell.ts'
