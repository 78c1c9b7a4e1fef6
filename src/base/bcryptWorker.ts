import { parentPort } from 'node:worker_threads'
import { compareSync, hashSync } from 'bcryptjs'
import type { Answer, Question } from './bcrypt.ts'

// The whole file is the body of a worker thread: `bcrypt.ts` starts it and nobody imports it.
parentPort?.on('message', (question: Question) => {
  parentPort?.postMessage(answer(question))
})

function answer(question: Question): Answer {
  const { id, password } = question
  try {
    if (question.kind === 'hash') return { id, value: hashSync(password, question.cost) }
    return { id, value: compareSync(password, question.hash) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
