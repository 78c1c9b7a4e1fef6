/** Takes events for one endpoint. */
export interface Queue {
  /** Takes a line of text; false when there is no room. It is kept soon, not now: nobody waits. */
  add(event: string): boolean
  /** Keeps what it has taken. */
  close(): Promise<void>
}

/** What waits for one endpoint, in the order in which it happened. */
export interface Backlog {
  /** The oldest event, or undefined while there is none. The same one again until it is done. */
  next(): Promise<string | undefined>
  /** The event that `next` gave last is delivered. After a crash it may come again. */
  done(): Promise<void>
  /** How many wait, roughly. */
  pending(): Promise<number>
  close(): Promise<void>
}

export interface QueueOptions {
  readonly endpoint: string
  /** How many may wait; newer ones are refused. */
  readonly most: number
  /** Hears of what keeps events from being kept. */
  readonly failed: (error: unknown) => void
}

/** Where the events of a registry wait. */
export interface Queues {
  queue(options: QueueOptions): Queue
  /** For the one process that delivers. */
  backlog(endpoint: string): Promise<Backlog>
}
