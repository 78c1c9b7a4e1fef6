/** A service's state as `systemctl show` names it. */
export type Active = 'inactive' | 'activating' | 'active' | 'reloading' | 'deactivating' | 'failed'

export type Result =
  | 'success'
  | 'exit-code'
  | 'signal'
  | 'timeout'
  | 'resources'
  | 'start-limit-hit'

/** What can be seen of a service from outside. */
export interface ServiceState {
  readonly active: Active
  readonly sub: string
  readonly result: Result
  /** 0 while no main process runs. */
  readonly mainPid: number
  readonly mainStarted: Date | undefined
  readonly mainStatus: number
  readonly restarts: number
  readonly activeSince: Date | undefined
  readonly changed: Date | undefined
}

export const AT_REST: ServiceState = {
  active: 'inactive',
  sub: 'dead',
  result: 'success',
  mainPid: 0,
  mainStarted: undefined,
  mainStatus: 0,
  restarts: 0,
  activeSince: undefined,
  changed: undefined,
}
