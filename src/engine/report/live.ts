import { setTimeout } from 'node:timers/promises'
import { Listr } from 'listr2'
import { deferred } from '../../base/deferred.ts'
import { colours, type Paint, plain } from '../../base/paint.ts'
import type { Event, Outcome } from '../module/index.ts'
import { differenceText } from './difference.ts'
import { failureText } from './failure.ts'
import { ordered } from './ordered.ts'
import { recapLines } from './recap.ts'
import type { Page, Reporter } from './reporter.ts'

/** One line a task with a spinner while it runs, for a person at a terminal; what needs reading stays below its task. */
export function liveReporter(page: Page): Reporter {
  const paint = page.colour ? colours : plain
  let shown = Promise.resolve()
  let current: Row | undefined
  const after = (work: () => Promise<void> | void): void => {
    shown = shown.then(work)
  }
  const report = ordered(event => {
    if (event.kind === 'taskStarted') {
      const row = new Row(event.task.name, event.task.handler, event.hosts.length, paint)
      current = row
      after(() => row.show())
    } else if ('task' in event) {
      current?.take(event, page)
    } else {
      for (const text of between(event, paint)) after(() => page.print(`${text}\n`))
    }
  })
  return { report, close: () => shown }
}

/** Milliseconds in which most tasks that are skipped have said so. */
const GRACE = 50

type TaskEvent = Extract<Event, { readonly task: unknown }>

/** One task on the screen. Events may come before it is shown: its state is kept here and drawn when there is a place for it. */
class Row {
  readonly #title: string
  readonly #hosts: number
  readonly #paint: Paint
  readonly #counts = new Map<string, string[]>()
  readonly #notes: string[] = []
  #draw: (() => void) | undefined
  #end: (() => void) | undefined
  #ended = false
  readonly #ending = deferred<void>()

  constructor(name: string, handler: boolean, hosts: number, paint: Paint) {
    this.#title = handler ? `handler: ${name}` : name
    this.#hosts = hosts
    this.#paint = paint
  }

  take(event: TaskEvent, page: Page): void {
    if (event.kind === 'taskEnded') {
      this.#ended = true
      this.#ending.resolve()
      this.#end?.()
    } else if (event.kind === 'retrying') {
      this.#notes.push(`${event.host}: not yet, ${event.left} retries left`)
    } else if (event.kind === 'taskFinished' || event.kind === 'itemFinished') {
      if (event.kind === 'taskFinished')
        this.#count(event.host, event.ignored ? 'ignored' : event.outcome.kind)
      if (event.kind === 'itemFinished' || !event.loop)
        this.#notes.push(...notesOn(event.host, event.outcome, page, this.#paint))
    }
    this.#draw?.()
  }

  /** Draws the row until its task has ended. A task that nobody had to do is not worth a line. */
  async show(): Promise<void> {
    await Promise.race([this.#ending.promise, setTimeout(GRACE, undefined, { ref: false })])
    if (this.#ended && this.#isSkipped()) return
    const list = new Listr(
      [
        {
          title: this.#title,
          task: (_context, task) =>
            new Promise<void>((resolve, reject) => {
              this.#draw = () => {
                task.title = this.#text()
                for (const note of this.#notes.splice(0)) task.output = note
              }
              this.#end = () => (this.#failed() ? reject(new Error(this.#text())) : resolve())
              this.#draw()
              if (this.#ended) this.#end()
            }),
          rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
        },
      ],
      {
        renderer: 'default',
        exitOnError: false,
        registerSignalListeners: false,
        rendererOptions: { collapseErrors: false, showErrorMessage: false, formatOutput: 'wrap' },
      },
    )
    await list.run()
  }

  #count(host: string, kind: string): void {
    this.#counts.set(kind, [...(this.#counts.get(kind) ?? []), host])
  }

  #isSkipped(): boolean {
    return [...this.#counts.keys()].every(kind => kind === 'skipped')
  }

  #failed(): boolean {
    return this.#counts.has('failed') || this.#counts.has('unreachable')
  }

  #text(): string {
    const parts = [...this.#counts].map(([kind, hosts]) => this.#part(kind, hosts))
    const waiting =
      this.#hosts - [...this.#counts.values()].reduce((sum, hosts) => sum + hosts.length, 0)
    if (waiting > 0 && !this.#ended) parts.push(this.#paint('faint', `${waiting} to go`))
    return `${this.#title}  ${parts.join(', ')}`.trimEnd()
  }

  #part(kind: string, hosts: readonly string[]): string {
    if (kind === 'ok' || kind === 'skipped') return this.#paint('faint', `${kind} ${hosts.length}`)
    const style = kind === 'changed' ? 'changed' : kind === 'ignored' ? 'skipped' : 'failed'
    return this.#paint(style, `${kind} ${hosts.join(' ')}`)
  }
}

function notesOn(host: string, outcome: Outcome, page: Page, paint: Paint): string[] {
  switch (outcome.kind) {
    case 'failed':
      return [paint('failed', `${host}: ${failureText(outcome, page.verbosity)}`)]
    case 'unreachable':
      return [paint('unreachable', `${host}: ${outcome.reason}`)]
    case 'skipped':
      return []
    default: {
      const differences = (outcome.differences ?? []).map(each => differenceText(each, paint))
      const told = outcome.shown ? [`${host}: ${toldOf(outcome.result)}`] : []
      return [...differences.filter(text => text !== '').map(text => `${host}:\n${text}`), ...told]
    }
  }
}

function toldOf(result: Readonly<Record<string, unknown>>): string {
  const message = result['msg']
  return typeof message === 'string' ? message : JSON.stringify(result)
}

function between(event: Exclude<Event, TaskEvent>, paint: Paint): string[] {
  switch (event.kind) {
    case 'playStarted':
      return ['', paint('bold', event.name)]
    case 'warning':
      return [
        paint(
          'warning',
          `warning: ${event.host === undefined ? '' : `${event.host}: `}${event.message}`,
        ),
      ]
    case 'noHostsLeft':
      return [paint('failed', 'no hosts left')]
    case 'runEnded':
      return ['', paint('bold', 'Recap'), ...recapLines(event.recap, paint, { compact: true }), '']
    case 'runStarted':
    case 'included':
      return []
    default:
      return event satisfies never
  }
}
