/**
 * How the processes of one registry speak with each other. A message is plain data. A registry of one process has no
 * others: nobody answers, and nobody hears.
 */
export interface Peers {
  /** Asks all other processes; resolves to the answers that came within the time. */
  ask(topic: string, question: unknown, milliseconds: number): Promise<unknown[]>
  /** Answers the questions of others; undefined is no answer. */
  answer(topic: string, answer: (question: unknown) => unknown): void
}

/** The peers of a registry of one process. */
export function noPeers(): Peers {
  return { ask: async () => [], answer: () => undefined }
}
