import type { Event, Outcome, Recap } from '../module/index.ts'
import type { Page, Reporter } from './reporter.ts'

/** Every event as one line of JSON, as it happens. */
export function jsonLinesReporter(page: Pick<Page, 'print'>): Reporter {
  return { report: event => page.print(`${JSON.stringify(event)}\n`), close: async () => {} }
}

interface PlayRecord {
  readonly name: string
  readonly hosts: readonly string[]
  readonly tasks: TaskRecord[]
}

interface TaskRecord {
  readonly id: number
  readonly name: string
  readonly module: string
  readonly place: string | undefined
  readonly hosts: Record<string, HostRecord>
}

type HostRecord = Outcome & { readonly ignored: boolean; readonly milliseconds: number }

interface RunRecord {
  run: string
  playbook: string
  check: boolean
  readonly plays: PlayRecord[]
  readonly warnings: string[]
  recap: Recap
  interrupted: boolean
  milliseconds: number
}

/** The whole run as one JSON document, printed at its end. */
export function jsonReporter(page: Pick<Page, 'print'>): Reporter {
  const record: RunRecord = {
    run: '',
    playbook: '',
    check: false,
    plays: [],
    warnings: [],
    recap: {},
    interrupted: false,
    milliseconds: 0,
  }
  const report = (event: Event): void => {
    add(event, record)
    if (event.kind === 'runEnded') page.print(`${JSON.stringify(record, undefined, 2)}\n`)
  }
  return { report, close: async () => {} }
}

function add(event: Event, record: RunRecord): void {
  const tasks = record.plays.at(-1)?.tasks
  if (event.kind === 'runStarted')
    Object.assign(record, { run: event.run, playbook: event.playbook, check: event.check })
  else if (event.kind === 'playStarted')
    record.plays.push({ name: event.name, hosts: event.hosts, tasks: [] })
  else if (event.kind === 'taskStarted') {
    const { id, name, module, place } = event.task
    tasks?.push({ id, name, module, place: place && `${place.file}:${place.line}`, hosts: {} })
  } else if (event.kind === 'taskFinished') {
    const { outcome, ignored, milliseconds } = event
    const task = tasks?.findLast(each => each.id === event.task.id)
    if (task) task.hosts[event.host] = { ...outcome, ignored, milliseconds }
  } else if (event.kind === 'warning') record.warnings.push(event.message)
  else if (event.kind === 'runEnded') {
    const { recap, interrupted, milliseconds } = event
    Object.assign(record, { recap, interrupted, milliseconds })
  }
}
