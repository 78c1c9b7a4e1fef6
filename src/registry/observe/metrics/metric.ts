import { Distribution } from './distribution.ts'

export type Labels = Readonly<Record<string, string>>

interface Value {
  readonly value: number
  readonly labels: Labels
  /** Where it is not the metric's own. */
  readonly metricName?: string
}

/** A metric of one process, as plain data: what prom-client adds up and prints. */
export interface Metric {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** How those of several processes become one. */
  readonly aggregator: 'sum'
  readonly values: readonly Value[]
}

/** What a metric is called, and what it tells. */
export type Title = Pick<Metric, 'name' | 'help'>

/** A number for each of some labels; those of the same labels are added up. */
export type Numbers = Iterable<readonly [Labels, number]>

/** Something that only ever grows. */
export function counter(title: Title, numbers: Numbers): Metric {
  return { ...title, type: 'counter', aggregator: 'sum', values: summed(numbers) }
}

/** Something that goes up and down. */
export function gauge(title: Title, numbers: Numbers): Metric {
  return { ...title, type: 'gauge', aggregator: 'sum', values: summed(numbers) }
}

/** Distributions, those of the same labels in one. */
export function histogram(
  title: Title,
  distributions: Iterable<readonly [Labels, Distribution]>,
): Metric {
  const values = [...merged(distributions).values()].flatMap(([labels, distribution]) =>
    bucketsOf(title.name, labels, distribution),
  )
  return { ...title, type: 'histogram', aggregator: 'sum', values }
}

function summed(numbers: Numbers): Value[] {
  const sums = new Map<string, { labels: Labels; value: number }>()
  for (const [labels, value] of numbers) {
    const key = JSON.stringify(labels)
    sums.set(key, { labels, value: (sums.get(key)?.value ?? 0) + value })
  }
  return [...sums.values()]
}

function merged(
  distributions: Iterable<readonly [Labels, Distribution]>,
): Map<string, readonly [Labels, Distribution]> {
  const groups = new Map<string, readonly [Labels, Distribution]>()
  for (const [labels, distribution] of distributions) {
    const key = JSON.stringify(labels)
    const group = groups.get(key) ?? [labels, new Distribution(distribution.bounds)]
    group[1].include(distribution)
    groups.set(key, group)
  }
  return groups
}

function bucketsOf(name: string, labels: Labels, { bounds, counts, sum }: Distribution): Value[] {
  let count = 0
  const buckets = counts.map((own, bucket): Value => {
    count += own
    const le = String(bounds[bucket] ?? '+Inf')
    return { value: count, labels: { le, ...labels }, metricName: `${name}_bucket` }
  })
  return [
    ...buckets,
    { value: sum, labels, metricName: `${name}_sum` },
    { value: count, labels, metricName: `${name}_count` },
  ]
}
