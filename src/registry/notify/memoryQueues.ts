import type { Backlog, Queue, Queues } from './queue.ts'

/** Keeps events in memory: for registries that keep everything there. */
export function memoryQueues(): Queues {
  const waiting = new Map<string, string[]>()
  const eventsFor = (endpoint: string): string[] => {
    const events = waiting.get(endpoint) ?? []
    waiting.set(endpoint, events)
    return events
  }
  return {
    queue({ endpoint, most }): Queue {
      const events = eventsFor(endpoint)
      return {
        add: event => events.length < most && events.push(event) > 0,
        close: async () => undefined,
      }
    },
    async backlog(endpoint): Promise<Backlog> {
      const events = eventsFor(endpoint)
      return {
        next: async () => events[0],
        done: async () => void events.shift(),
        pending: async () => events.length,
        close: async () => undefined,
      }
    },
  }
}
