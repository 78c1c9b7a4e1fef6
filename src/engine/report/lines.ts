import { colours, type Paint, plain } from '../../base/paint.ts'
import type { Event, Outcome } from '../module/index.ts'
import { differenceText } from './difference.ts'
import { failureText } from './failure.ts'
import { ordered } from './ordered.ts'
import { recapLines } from './recap.ts'
import type { Page, Reporter } from './reporter.ts'

/** Plain lines as Ansible prints them: for pipes, logs and CI. */
export function linesReporter(page: Page): Reporter {
  const paint = page.colour ? colours : plain
  const report = ordered(event => {
    for (const text of linesOf(event, page, paint)) page.print(`${text}\n`)
  })
  return { report, close: async () => {} }
}

type Finished = Event & { kind: 'taskFinished' | 'itemFinished' }

function linesOf(event: Event, page: Page, paint: Paint): string[] {
  switch (event.kind) {
    case 'playStarted':
      return [
        '',
        banner(`PLAY [${event.name}]`, page.columns),
        ...(event.hosts.length === 0 ? ['skipping: no hosts matched'] : []),
      ]
    case 'taskStarted':
      return [
        '',
        banner(
          `${event.task.handler ? 'RUNNING HANDLER' : 'TASK'} [${event.task.name}]`,
          page.columns,
        ),
      ]
    case 'itemFinished':
      return outcomeLines(event, ` (item=${event.label})`, page, paint)
    case 'taskFinished':
      return finishedLines(event, page, paint)
    case 'retrying':
      return [
        `FAILED - RETRYING: [${event.host}]: ${event.task.name} (${event.left} retries left).`,
      ]
    case 'included':
      return [
        paint(
          'skipped',
          `included: ${event.file} for ${event.hosts.join(', ')}${event.label === undefined ? '' : ` => (item=${event.label})`}`,
        ),
      ]
    case 'warning':
      return [
        paint(
          'warning',
          `[WARNING]: ${event.host === undefined ? '' : `${event.host}: `}${event.message}`,
        ),
      ]
    case 'noHostsLeft':
      return ['', banner('NO MORE HOSTS LEFT', page.columns)]
    case 'runEnded':
      return ['', banner('PLAY RECAP', page.columns), ...recapLines(event.recap, paint), '']
    case 'runStarted':
    case 'taskEnded':
      return []
    default:
      return event satisfies never
  }
}

/** The items of a loop have been shown one by one: what is left to say is a failure of the whole. */
function finishedLines(
  event: Event & { kind: 'taskFinished' },
  page: Page,
  paint: Paint,
): string[] {
  const shown = event.loop && !['skipped', 'unreachable'].includes(event.outcome.kind)
  return [
    ...(shown ? [] : outcomeLines(event, '', page, paint)),
    ...(event.ignored ? [paint('skipped', '...ignoring')] : []),
  ]
}

function outcomeLines(event: Finished, item: string, page: Page, paint: Paint): string[] {
  const { outcome } = event
  const host =
    event.delegate === undefined ? `[${event.host}]` : `[${event.host} -> ${event.delegate}]`
  switch (outcome.kind) {
    case 'ok':
    case 'changed': {
      const differences = (outcome.differences ?? []).map(difference =>
        differenceText(difference, paint),
      )
      const tail = resultTail(outcome, page.verbosity)
      const arrow = item === '' ? '' : ` =>${item}`
      return [
        ...differences.filter(text => text !== ''),
        paint(outcome.kind, `${outcome.kind}: ${host}${arrow}${tail}`),
      ]
    }
    case 'skipped':
      return [
        paint(
          'skipped',
          `skipping: ${host}${item === '' ? '' : ` =>${item}`}${page.verbosity > 0 ? ` => ${outcome.reason}` : ''}`,
        ),
      ]
    case 'failed':
      return [
        paint(
          'failed',
          `${item === '' ? 'fatal' : 'failed'}: ${host}${item === '' ? ': FAILED!' : item} => ${failureText(outcome, page.verbosity)}`,
        ),
      ]
    case 'unreachable':
      return [paint('unreachable', `fatal: ${host}: UNREACHABLE! => ${outcome.reason}`)]
    default:
      return outcome satisfies never
  }
}

function resultTail(outcome: Outcome & { kind: 'ok' | 'changed' }, verbosity: number): string {
  if (outcome.shown) return ` => ${JSON.stringify(outcome.result, undefined, 4)}`
  return verbosity > 0 ? ` => ${JSON.stringify(outcome.result)}` : ''
}

function banner(text: string, columns: number): string {
  return `${text} ${'*'.repeat(Math.max(3, columns - text.length - 1))}`
}
