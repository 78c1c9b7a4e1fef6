import { counter, gauge, type Labels, type Metric } from './metric.ts'

/** What was counted of one endpoint of notifications. */
interface Counts {
  readonly events: number
  readonly successes: number
  readonly failures: number
  readonly dropped: number
  readonly pending: number
  readonly statuses: ReadonlyMap<string, number>
}

/** What was counted of endpoints, under the names of docker distribution. */
export function notificationMetrics(endpoints: ReadonlyMap<string, Counts>): Metric[] {
  const all = [...endpoints]
  const events = all.flatMap(([endpoint, counts]) => [
    typed('Events', endpoint, counts.events),
    typed('Successes', endpoint, counts.successes),
    typed('Failures', endpoint, counts.failures),
    typed('Dropped', endpoint, counts.dropped),
  ])
  const statuses = all.flatMap(([endpoint, counts]) =>
    [...counts.statuses].map(([code, count]) => [{ code, endpoint }, count] as const),
  )
  const named = (name: string, help: string) => ({ name: `registry_notifications_${name}`, help })
  return [
    counter(named('events_total', 'Events of notifications.'), events),
    gauge(
      named('pending_total', 'Events that wait.'),
      all.map(([endpoint, { pending }]) => [{ endpoint }, pending] as const),
    ),
    counter(named('status_total', 'Answers of endpoints.'), statuses),
  ]
}

function typed(type: string, endpoint: string, count: number): readonly [Labels, number] {
  return [{ type, endpoint }, count]
}
