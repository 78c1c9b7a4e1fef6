import type { Peers } from './peers.ts'

/** What one process sends to another. */
export type Letter =
  | {
      readonly kind: 'ask'
      readonly id: number
      readonly topic: string
      readonly question: unknown
    }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'tell'; readonly topic: string; readonly news: unknown }

/** A way to another process. */
export interface Line {
  /** Never throws: a process that is gone hears nothing. */
  send(letter: Letter): void
}

/** Peers over lines, one to each other process that this one knows. A line's letters go to `receive`. */
export interface Post extends Peers {
  receive(letter: Letter, from: Line): void
  /** Nobody need wait any more for what would come over this line. */
  lost(line: Line): void
}

interface Question {
  readonly answers: unknown[]
  readonly missing: Set<Line>
  finish(): void
}

/**
 * Makes the post of one process. A worker knows only the primary, which passes on what it gets: `forward` says so. Then an
 * answer is the list of all that the others said.
 */
export function post(
  lines: () => readonly Line[],
  { forward }: { readonly forward: boolean },
): Post {
  const answerers = new Map<string, (question: unknown) => unknown>()
  const hearers = new Map<string, (news: unknown) => void>()
  const open = new Map<number, Question>()
  let last = 0

  const ask = async (
    to: readonly Line[],
    topic: string,
    question: unknown,
    milliseconds: number,
  ): Promise<unknown[]> => {
    if (to.length === 0) return []
    last += 1
    const id = last
    const answers: unknown[] = []
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, milliseconds)
      const finish = (): void => {
        clearTimeout(timer)
        resolve()
      }
      open.set(id, { answers, missing: new Set(to), finish })
      for (const line of to) line.send({ kind: 'ask', id, topic, question })
    })
    open.delete(id)
    return answers.flat()
  }

  const answersTo = async (topic: string, question: unknown, from: Line): Promise<unknown[]> => {
    const own = await answerers.get(topic)?.(question)
    const others = forward ? lines().filter(line => line !== from) : []
    const theirs = await ask(others, topic, question, FORWARDED)
    return own === undefined ? theirs : [own, ...theirs]
  }

  const hear = (letter: Extract<Letter, { kind: 'tell' }>, from: Line): void => {
    hearers.get(letter.topic)?.(letter.news)
    if (!forward) return
    for (const line of lines()) if (line !== from) line.send(letter)
  }

  const count = ({ id, answer }: Extract<Letter, { kind: 'answer' }>, from: Line): void => {
    const question = open.get(id)
    if (question === undefined) return
    question.answers.push(answer)
    heardFrom(from, question)
  }

  const heardFrom = (line: Line, { missing, finish }: Question): void => {
    if (missing.delete(line) && missing.size === 0) finish()
  }

  return {
    ask: (topic, question, milliseconds) => ask(lines(), topic, question, milliseconds),
    answer: (topic, answer) => answerers.set(topic, answer),
    tell: (topic, news) => {
      for (const line of lines()) line.send({ kind: 'tell', topic, news })
    },
    hear: (topic, hear) => hearers.set(topic, hear),
    receive(letter, from) {
      if (letter.kind === 'tell') hear(letter, from)
      else if (letter.kind === 'answer') count(letter, from)
      else {
        const { id, topic } = letter
        const say = (answer: unknown): void => from.send({ kind: 'answer', id, answer })
        // Whoever can't answer says nothing that counts.
        answersTo(topic, letter.question, from).then(say, () => say([]))
      }
    },
    lost(line) {
      for (const question of open.values()) heardFrom(line, question)
    },
  }
}

/** How long the primary waits for workers when another one asks; who asks may give up sooner. */
const FORWARDED = 2000
