import type { Answered } from '../answered.ts'
import { BYTES, Distribution, SECONDS } from './distribution.ts'
import type { Metric } from './metric.ts'
import { requestMetrics } from './requestMetrics.ts'

/** What was counted of the requests of one operation and method. */
export interface Row {
  readonly operation: string
  /** In lower case, as Prometheus has it from docker distribution. */
  readonly method: string
  readonly codes: Map<number, number>
  readonly seconds: Distribution
  readonly secondsToAnswer: Distribution
  readonly received: Distribution
  readonly sent: Distribution
}

/** Counts requests in plain numbers: what they say in metrics is made when somebody asks. */
export class RequestCounts {
  readonly #rows = new Map<string, Map<string, Row>>()
  #inFlight = 0

  /** A request came in. */
  readonly begun = (): void => {
    this.#inFlight += 1
  }

  /** It has been answered. */
  readonly observe = (answered: Answered): void => {
    this.#inFlight -= 1
    const row = this.#rowOf(answered.operation ?? 'other', answered.method)
    row.codes.set(answered.status, (row.codes.get(answered.status) ?? 0) + 1)
    row.seconds.add(answered.milliseconds / 1000)
    const { millisecondsToAnswer } = answered
    if (millisecondsToAnswer !== undefined) row.secondsToAnswer.add(millisecondsToAnswer / 1000)
    row.received.add(answered.received)
    row.sent.add(answered.sent)
  }

  metrics(): Metric[] {
    const rows = [...this.#rows.values()].flatMap(methods => [...methods.values()])
    return requestMetrics(rows, this.#inFlight)
  }

  #rowOf(operation: string, method: string): Row {
    let methods = this.#rows.get(operation)
    if (methods === undefined) {
      methods = new Map()
      this.#rows.set(operation, methods)
    }
    let row = methods.get(method)
    if (row === undefined) {
      // Node's parser knows few methods, so that clients can't make up more and more of them.
      row = newRow(operation, method.toLowerCase())
      methods.set(method, row)
    }
    return row
  }
}

function newRow(operation: string, method: string): Row {
  return {
    operation,
    method,
    codes: new Map(),
    seconds: new Distribution(SECONDS),
    secondsToAnswer: new Distribution(SECONDS),
    received: new Distribution(BYTES),
    sent: new Distribution(BYTES),
  }
}
