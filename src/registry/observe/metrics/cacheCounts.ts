import { counter, type Metric } from './metric.ts'

/** How often something was found in memory, and how often it was not. */
export class CacheCounts {
  hits = 0
  misses = 0

  metrics(): Metric[] {
    const byType = [
      [{ type: 'Hit' }, this.hits],
      [{ type: 'Miss' }, this.misses],
    ] as const
    const help = 'Lookups of small objects in memory.'
    return [
      counter({ name: 'imageregistry_digest_cache_requests_total', help }, byType),
      counter({ name: 'registry_storage_cache_total', help }, [
        [{ type: 'Request' }, this.hits + this.misses],
        ...byType,
      ]),
    ]
  }
}
