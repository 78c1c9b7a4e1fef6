import { Fault, type Place } from '../../base/fault.ts'
import { didYouMean } from '../../base/suggest.ts'
import type { Task } from '../playbook/index.ts'

/** The handlers of a play on one batch, and which of them are due on which host. */
export class Handlers {
  readonly #tasks: Task[]
  readonly #nameOf: (task: Task) => string
  /** Host → name that was notified → the handlers that have not yet answered it. */
  readonly #due = new Map<string, Map<string, Set<number>>>()

  constructor(tasks: readonly Task[], nameOf: (task: Task) => string) {
    this.#tasks = [...tasks]
    this.#nameOf = nameOf
  }

  /** In order of definition. */
  get tasks(): readonly Task[] {
    return this.#tasks
  }

  /** Handlers that an included role brings. */
  add(tasks: readonly Task[]): void {
    const known = new Set(this.#tasks.map(task => task.id))
    this.#tasks.push(...tasks.filter(task => !known.has(task.id)))
  }

  /** True where a name or topic has a handler. */
  answers(name: string): boolean {
    return this.#answering(name).length > 0
  }

  /** Throws a Fault for a name or topic that no handler answers. */
  check(name: string, place: Place | undefined): void {
    if (this.answers(name)) return
    const known = this.#tasks.flatMap(task => [this.#nameOf(task), ...task.listen])
    throw new Fault(`notify: no handler is called "${name}"${didYouMean(name, known)}`, { place })
  }

  notify(host: string, names: readonly string[]): void {
    const due = this.#due.get(host) ?? new Map<string, Set<number>>()
    for (const name of names) due.set(name, new Set(this.#answering(name).map(task => task.id)))
    this.#due.set(host, due)
  }

  isDue(host: string, handler: Task): boolean {
    return this.#namesDue(host).some(([, waiting]) => waiting.has(handler.id))
  }

  /** True while a name that was notified still waits for a handler. */
  isOpen(host: string, name: string): boolean {
    return this.#due.get(host)?.has(name) === true
  }

  /** The names that have all their answers once this handler has run. */
  lastOf(host: string, handler: Task): readonly string[] {
    const names = this.#namesDue(host).filter(
      ([, waiting]) => waiting.size === 1 && waiting.has(handler.id),
    )
    return names.map(([name]) => name)
  }

  /** The handler has run; a later notification makes it due again. */
  answered(host: string, handler: Task): void {
    const due = this.#due.get(host)
    if (!due) return
    for (const [name, waiting] of due) {
      waiting.delete(handler.id)
      if (waiting.size === 0) due.delete(name)
    }
  }

  #namesDue(host: string): [string, Set<number>][] {
    return [...(this.#due.get(host) ?? [])]
  }

  /** All that listen to a topic, and of those with the name the one that Ansible would take. */
  #answering(name: string): readonly Task[] {
    const named = this.#named(name)
    return this.#tasks.filter(task => task === named || task.listen.includes(name))
  }

  /** Within one list the first of a name; between lists the play's own, then the later role's. */
  #named(name: string): Task | undefined {
    const matching = this.#tasks.filter(
      task => this.#nameOf(task) === name || `${task.role?.name} : ${this.#nameOf(task)}` === name,
    )
    const list = matching.find(task => !task.role) ? undefined : matching.at(-1)?.role
    return matching.find(task => task.role === list)
  }
}
