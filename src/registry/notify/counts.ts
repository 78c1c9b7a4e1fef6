/** What was counted of one endpoint. */
export interface EndpointCounts {
  /** Events taken for it. */
  events: number
  successes: number
  failures: number
  /** Events for which there was no room. */
  dropped: number
  /** Events that wait, as far as is known. */
  pending: number
  /** How often it answered how: `200 OK`. */
  readonly statuses: Map<string, number>
}

/** The counts of all endpoints of a process, made when they are first asked for. */
export class NotificationCounts {
  readonly endpoints = new Map<string, EndpointCounts>()

  of(endpoint: string): EndpointCounts {
    const known = this.endpoints.get(endpoint)
    if (known) return known
    const counts: EndpointCounts = {
      events: 0,
      successes: 0,
      failures: 0,
      dropped: 0,
      pending: 0,
      statuses: new Map(),
    }
    this.endpoints.set(endpoint, counts)
    return counts
  }
}
