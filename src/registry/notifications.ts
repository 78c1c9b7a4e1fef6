import type { Config } from './config/index.ts'
import { NotificationCounts, type Queues, queuesFor } from './notify/index.ts'
import type { Metrics } from './observe/metrics/metrics.ts'
import { notificationMetrics } from './observe/metrics/notificationMetrics.ts'

/** What those who take events and those who deliver them have in common in one process. */
export interface Notifications {
  readonly queues: Queues
  readonly counts: NotificationCounts
}

/** The notifications of a process, counted where metrics are offered. */
export function notificationsOf(config: Config, metrics: Metrics | undefined): Notifications {
  const counts = new NotificationCounts()
  metrics?.add(() => notificationMetrics(counts.endpoints))
  return { queues: queuesFor(config), counts }
}
