import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../../base/fault.ts'
import { findAccount } from '../account.ts'
import type { Definition, UnitCommand } from './definition.ts'
import { journalOf, note } from './journal.ts'
import { type End, type Launched, launch } from './launch.ts'
import { signalProcess, signalSession } from './processes.ts'
import { resultOf, StartLimit, wantsRestart } from './restartPolicy.ts'
import { serviceEnvironment } from './serviceEnvironment.ts'
import { AT_REST, type Result, type ServiceState } from './serviceState.ts'
import { expandWords } from './words.ts'

/** One service: starts, stops and watches its processes. Requests are carried out one after the other. */
export class Service {
  definition: Definition
  #state: ServiceState = AT_REST
  #main: Launched | undefined
  #restart: NodeJS.Timeout | undefined
  readonly #limit = new StartLimit()
  #queue: Promise<unknown> = Promise.resolve()

  constructor(definition: Definition) {
    this.definition = definition
  }

  get state(): ServiceState {
    return this.#state
  }

  /** Whether edits on disk must wait for a daemon-reload: true once it has run and not come to rest. */
  get isHeld(): boolean {
    return this.#state.active !== 'inactive'
  }

  /** Resolves to false when it could not be started. Starting what runs does nothing. */
  start(): Promise<boolean> {
    return this.#next(async () => {
      if (this.#state.active === 'active') return true
      this.#enter({ restarts: 0 })
      return this.#start()
    })
  }

  stop(): Promise<void> {
    return this.#next(() => this.#stop())
  }

  restart(): Promise<boolean> {
    return this.#next(async () => {
      await this.#stop()
      this.#enter({ restarts: 0 })
      return this.#start()
    })
  }

  /** Resolves to false when a reload command failed. */
  reload(): Promise<boolean> {
    return this.#next(async () => {
      this.#enter({ active: 'reloading', sub: 'reload' })
      const ended = await this.#runAll(this.definition.commands.Reload)
      if (this.#state.active === 'reloading') this.#enter({ active: 'active', sub: 'running' })
      return ended === 'success'
    })
  }

  kill(signal: NodeJS.Signals): void {
    if (this.#main?.pid !== undefined) signalSession(this.#main.pid, signal)
  }

  /** Forgets a failure and how often it was started. */
  reset(): void {
    this.#limit.forget()
    if (this.#state.active === 'failed') this.#enter({ ...AT_REST })
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => undefined)
    return result
  }

  async #start(): Promise<boolean> {
    clearTimeout(this.#restart)
    if (!this.#limit.admit(this.definition.startLimit, Date.now())) {
      note(this.definition.name, 'Start request repeated too quickly.')
      return this.#fail('start-limit-hit')
    }
    this.#enter({ active: 'activating', sub: 'start-pre', result: 'success' })
    try {
      this.#makeDirectories()
      const prepared = await this.#runAll(this.definition.commands.StartPre)
      if (prepared !== 'success') return this.#fail(prepared)
      return this.definition.type === 'oneshot' ? await this.#runOnce() : await this.#launch()
    } catch (error) {
      note(this.definition.name, messageOf(error))
      return this.#fail('resources')
    }
  }

  async #runOnce(): Promise<boolean> {
    this.#enter({ active: 'activating', sub: 'start', mainStarted: new Date() })
    const result = await this.#runAll(this.definition.commands.Start)
    if (result !== 'success') return this.#fail(result)
    if (this.definition.remainsAfterExit) this.#enter({ active: 'active', sub: 'exited' })
    else this.#enter({ active: 'inactive', sub: 'dead' })
    return true
  }

  /** `Type=notify` counts as started with its process, for Node can't listen on datagram sockets. */
  async #launch(): Promise<boolean> {
    const [command] = this.definition.commands.Start
    if (!command) throw new Error('Service has no ExecStart= setting.')
    if (this.definition.type === 'forking') throw new Error('Type=forking is not supported here.')
    const main = this.#launchCommand(command)
    this.#main = main
    if (main.pid === undefined) {
      const end = await main.ended
      this.#onMainEnd(main, end)
      return this.definition.type === 'simple'
    }
    this.#enter({ active: 'active', sub: 'running', mainPid: main.pid, mainStarted: new Date() })
    note(this.definition.name, `Started ${this.definition.description}.`)
    void main.ended.then(end => this.#onMainEnd(main, end))
    await this.#runAll(this.definition.commands.StartPost)
    return true
  }

  async #stop(): Promise<void> {
    clearTimeout(this.#restart)
    if (this.#state.active !== 'active') {
      if (this.#state.active === 'activating') this.#enter({ active: 'inactive', sub: 'dead' })
      return
    }
    this.#enter({ active: 'deactivating', sub: 'stop' })
    await this.#runAll(this.definition.commands.Stop)
    const main = this.#main
    if (main?.pid !== undefined) await this.#endMain(main, main.pid)
    this.#main = undefined
    await this.#runAll(this.definition.commands.StopPost)
    this.#enter({ active: 'inactive', sub: 'dead', mainPid: 0, result: 'success' })
    note(this.definition.name, `Stopped ${this.definition.description}.`)
  }

  /** Asks politely, waits, then insists; what the main process left behind goes with it. */
  async #endMain(main: Launched, pid: number): Promise<void> {
    const whole = this.definition.killMode === 'control-group'
    const send = whole ? signalSession : signalProcess
    send(pid, this.definition.killSignal)
    if (!(await endsWithin(main, this.definition.stopTimeout))) {
      send(pid, 'SIGKILL')
      await main.ended
    }
    if (whole) signalSession(pid, 'SIGKILL')
  }

  /** An end that nobody asked for: cleans up, and starts again where the unit wants it. */
  #onMainEnd(main: Launched, end: End): void {
    if (this.#main !== main || this.#state.active === 'deactivating') return
    this.#main = undefined
    const { name, killMode, restart, restartDelay } = this.definition
    if (main.pid !== undefined && killMode === 'control-group') signalSession(main.pid, 'SIGKILL')
    const result = resultOf(end, this.definition)
    note(name, `Main process ${describe(end)}.`)
    const status = end.kind === 'killed' ? 0 : end.status
    this.#enter({ mainPid: 0, mainStatus: status, result })
    if (!wantsRestart(restart, result)) {
      this.#enter(result === 'success' ? { active: 'inactive', sub: 'dead' } : FAILED)
      return
    }
    this.#enter({ active: 'activating', sub: 'auto-restart' })
    this.#restart = setTimeout(() => void this.#next(() => this.#startAgain()), restartDelay)
  }

  async #startAgain(): Promise<void> {
    if (this.#state.sub !== 'auto-restart') return
    this.#enter({ restarts: this.#state.restarts + 1 })
    note(this.definition.name, `Scheduled restart, counter is at ${this.#state.restarts}.`)
    await this.#start()
  }

  async #runAll(commands: readonly UnitCommand[]): Promise<Result> {
    for (const command of commands) {
      const running = this.#launchCommand(command)
      if (!(await endsWithin(running, this.definition.startTimeout))) {
        if (running.pid !== undefined) signalSession(running.pid, 'SIGKILL')
        return 'timeout'
      }
      const end = await running.ended
      const result = resultOf(end, this.definition)
      if (result === 'success' || command.mayFail) continue
      note(this.definition.name, `Control process ${describe(end)}.`)
      return result
    }
    return 'success'
  }

  #launchCommand({ words }: UnitCommand): Launched {
    const mainPid = this.#main?.pid
    const environment = {
      ...serviceEnvironment(this.definition),
      ...(mainPid === undefined ? {} : { MAINPID: String(mainPid) }),
    }
    return launch(expandWords(words, environment), {
      environment,
      user: this.definition.user,
      workingDirectory: this.definition.workingDirectory,
      log: journalOf(this.definition.name),
    })
  }

  #makeDirectories(): void {
    const { user, stateDirectories, runtimeDirectories } = this.definition
    const account = user === undefined ? undefined : findAccount(user)
    const paths = [
      ...stateDirectories.map(name => join('/var/lib', name)),
      ...runtimeDirectories.map(name => join('/run', name)),
    ]
    for (const path of paths) {
      mkdirSync(path, { recursive: true, mode: 0o755 })
      if (account && account.uid !== 0) chownSync(path, account.uid, account.gid)
    }
  }

  #fail(result: Result): false {
    this.#enter({ ...FAILED, result, mainPid: 0 })
    note(this.definition.name, `Failed with result '${result}'.`)
    return false
  }

  #enter(change: Partial<ServiceState>): void {
    const before = this.#state
    const moved = change.active !== undefined && change.active !== before.active
    const now = moved ? new Date() : before.changed
    const activeSince = moved && change.active === 'active' ? now : before.activeSince
    this.#state = { ...before, activeSince, changed: now, ...change }
  }
}

const FAILED = { active: 'failed', sub: 'failed' } as const

/** False when the time is up first. */
async function endsWithin(running: Launched, milliseconds: number): Promise<boolean> {
  if (!Number.isFinite(milliseconds)) return running.ended.then(() => true)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => {
    timer = setTimeout(resolve, milliseconds, false)
  })
  try {
    return await Promise.race([running.ended.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

function describe(end: End): string {
  switch (end.kind) {
    case 'exited':
      return `exited, code=exited, status=${end.status}`
    case 'killed':
      return `exited, code=killed, signal=${end.signal}`
    case 'notStarted':
      return `could not be started, status=${end.status}: ${end.why}`
  }
}
