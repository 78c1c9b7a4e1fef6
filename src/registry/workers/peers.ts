/**
 * How the processes of one registry speak with each other. A message is plain data. A registry of one process has no
 * others: nobody answers.
 */
export interface Peers {
  /** Asks all other processes; resolves to the answers that came within the time. */
  ask(topic: string, question: unknown, milliseconds: number): Promise<unknown[]>
  /** Answers the questions of others; undefined is no answer. */
  answer(topic: string, answer: (question: unknown) => unknown): void
  /** Tells all other processes something. */
  tell(topic: string, news: unknown): void
  /** Hears what others tell. */
  hear(topic: string, hear: (news: unknown) => void): void
}

/** The peers of a registry of one process: what it tells, its own other parts hear. */
export function loopback(): Peers {
  const hearers = new Map<string, (news: unknown) => void>()
  return {
    ask: async () => [],
    answer: () => undefined,
    tell: (topic, news) => hearers.get(topic)?.(news),
    hear: (topic, hear) => hearers.set(topic, hear),
  }
}
