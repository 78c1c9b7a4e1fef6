import type { Distribution } from './distribution.ts'
import { counter, gauge, histogram, type Labels, type Metric } from './metric.ts'
import { callOf, handlerOf } from './operationNames.ts'
import type { Row } from './requestCounts.ts'

/** What was counted, under the names of OpenShift's registry and under those of docker distribution's. */
export function requestMetrics(rows: readonly Row[], inFlight: number): Metric[] {
  return [...openshift(rows, inFlight), ...distribution(rows, inFlight)]
}

function openshift(rows: readonly Row[], inFlight: number): Metric[] {
  const named = (name: string, help: string) => ({ name: `imageregistry_${name}`, help })
  const all = (): Labels => ({})
  const byMethod = ({ method }: Row): Labels => ({ method })
  const calls = rows.flatMap(row => {
    const operation = callOf(row.operation)
    return operation === undefined ? [] : [[{ operation }, row.seconds] as const]
  })
  return [
    histogram(named('request_duration_seconds', 'Request latency of each operation.'), calls),
    gauge(named('http_in_flight_requests', 'Requests that are being served.'), [[{}, inFlight]]),
    counter(named('http_requests_total', 'Requests answered.'), [...codes(rows, byMethod)]),
    histogram(
      named('http_request_duration_seconds', 'Time until requests were answered whole.'),
      each(rows, byMethod, row => row.seconds),
    ),
    histogram(
      named('http_request_size_bytes', 'Sizes of the bodies of requests.'),
      each(rows, all, row => row.received),
    ),
    histogram(
      named('http_response_size_bytes', 'Sizes of the bodies of answers.'),
      each(rows, all, row => row.sent),
    ),
    histogram(
      named('http_time_to_write_header_seconds', 'Time until answers began.'),
      each(rows, all, row => row.secondsToAnswer),
    ),
  ]
}

function distribution(rows: readonly Row[], inFlight: number): Metric[] {
  const named = (name: string, help: string) => ({ name: `registry_http_${name}`, help })
  const byHandler = ({ operation }: Row): Labels => ({ handler: handlerOf(operation) })
  const byBoth = (row: Row): Labels => ({ ...byHandler(row), method: row.method })
  return [
    gauge(named('in_flight_requests', 'Requests that are being served.'), [[{}, inFlight]]),
    counter(named('requests_total', 'Requests answered.'), [...codes(rows, byBoth)]),
    histogram(
      named('request_duration_seconds', 'Time until requests were answered whole.'),
      each(rows, byBoth, row => row.seconds),
    ),
    histogram(
      named('request_size_bytes', 'Sizes of the bodies of requests.'),
      each(rows, byHandler, row => row.received),
    ),
    histogram(
      named('response_size_bytes', 'Sizes of the bodies of answers.'),
      each(rows, byHandler, row => row.sent),
    ),
  ]
}

function each(
  rows: readonly Row[],
  labels: (row: Row) => Labels,
  of: (row: Row) => Distribution,
): (readonly [Labels, Distribution])[] {
  return rows.map(row => [labels(row), of(row)] as const)
}

function* codes(rows: readonly Row[], labels: (row: Row) => Labels) {
  for (const row of rows) {
    for (const [code, count] of row.codes) {
      yield [{ code: String(code), ...labels(row) }, count] as const
    }
  }
}
