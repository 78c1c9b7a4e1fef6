import type { Config } from '../../config/index.ts'
import type { Peers } from '../../workers/peers.ts'
import { CacheCounts } from './cacheCounts.ts'
import type { Metric } from './metric.ts'
import { watchProcess } from './processMetrics.ts'
import { RequestCounts } from './requestCounts.ts'
import { StorageCounts } from './storageCounts.ts'

/** What Prometheus is given. */
export interface MetricsPage {
  readonly contentType: string
  readonly text: string
}

/** What is counted in one process, and the page that tells it of all. */
export class Metrics {
  readonly requests = new RequestCounts()
  readonly storage = new StorageCounts()
  readonly cache = new CacheCounts()
  readonly #sources: (() => Metric[])[] = [
    () => this.requests.metrics(),
    () => this.storage.metrics(),
    () => this.cache.metrics(),
  ]
  readonly #peers: Peers

  constructor(peers: Peers) {
    this.#peers = peers
    peers.answer(TOPIC, () => this.#own())
  }

  /** Adds what another part counts. */
  add(source: () => Metric[]): void {
    this.#sources.push(source)
  }

  /** One page for all processes of the registry: their sums. */
  async page(): Promise<MetricsPage> {
    const { AggregatorRegistry } = await import('prom-client')
    const [own, others] = await Promise.all([
      this.#own(),
      this.#peers.ask(TOPIC, undefined, PATIENCE),
    ])
    // Only this class answers on this topic.
    const registry = AggregatorRegistry.aggregate([own, ...(others as object[][])])
    return { contentType: registry.contentType, text: await registry.metrics() }
  }

  async #own(): Promise<object[]> {
    const processMetrics = await watchProcess()
    return [...this.#sources.flatMap(source => source()), ...(await processMetrics())]
  }
}

/** Counts for a process, if metrics are offered at all. */
export function metricsFor({ http, openshift }: Config, peers: Peers): Metrics | undefined {
  const { addr, prometheus } = http.debug
  const isWanted = openshift.metrics.enabled || (addr !== undefined && prometheus.enabled)
  return isWanted ? new Metrics(peers) : undefined
}

const TOPIC = 'metrics'
/** A process that is too busy to answer in this many milliseconds is left out. */
const PATIENCE = 2000
