/** What Node and the kernel tell of this process, as data that prom-client adds up. */
export type ProcessMetrics = () => Promise<object[]>

let shared: Promise<ProcessMetrics> | undefined

/** Begins to watch this process; once is enough for all of its registries. */
export function watchProcess(): Promise<ProcessMetrics> {
  shared ??= watch()
  return shared
}

async function watch(): Promise<ProcessMetrics> {
  // Not before somebody wants it: it takes its time to load.
  const { collectDefaultMetrics, Registry } = await import('prom-client')
  const register = new Registry()
  collectDefaultMetrics({ register })
  return async () => (await register.getMetricsAsJSON()).map(ageOf)
}

/** A daemon is as old as its first process. */
function ageOf(metric: { readonly name: string }): object {
  return metric.name === 'process_start_time_seconds' ? { ...metric, aggregator: 'min' } : metric
}
