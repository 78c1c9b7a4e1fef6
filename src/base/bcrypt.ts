import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What the worker is asked. */
export type Question =
  | { readonly kind: 'hash'; readonly id: number; readonly password: string; readonly cost: number }
  | {
      readonly kind: 'verify'
      readonly id: number
      readonly password: string
      readonly hash: string
    }

/** What it says. */
export type Answer =
  | { readonly id: number; readonly value: string | boolean }
  | { readonly id: number; readonly error: string }

/** bcrypt reads no further; a longer password would be cut silently. */
const LONGEST_PASSWORD = 72

/** Hashes a password as `htpasswd -B` would, off the main thread. Refuses passwords of more than 72 bytes. */
export async function hashPassword(password: string, cost = 10): Promise<string> {
  if (Buffer.byteLength(password) > LONGEST_PASSWORD) {
    throw new RangeError(`bcrypt takes at most ${LONGEST_PASSWORD} bytes of password`)
  }
  return String(await ask({ kind: 'hash', password, cost })).replace(/^\$2[ab]\$/, '$2y$')
}

/** True when the password is the one the hash was made of. False, never a throw, for what is no bcrypt hash. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  return isBcryptHash(hash) && (await ask({ kind: 'verify', password, hash })) === true
}

/** True for the `$2a$`, `$2b$` and `$2y$` hashes that `verifyPassword` can check. */
export function isBcryptHash(text: string): boolean {
  return /^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{53}$/.test(text)
}

interface Waiting {
  resolve(value: string | boolean): void
  reject(error: Error): void
}

type Unnumbered = Question extends infer Each
  ? Each extends Question
    ? Omit<Each, 'id'>
    : never
  : never

const waiting = new Map<number, Waiting>()
let worker: Worker | undefined
let lastId = 0

function ask(question: Unnumbered): Promise<string | boolean> {
  const id = ++lastId
  const asked = worker ?? startWorker()
  worker = asked
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    // Only work in progress keeps the process alive, an idle worker doesn't.
    asked.ref()
    asked.postMessage({ ...question, id } satisfies Question)
  })
}

function startWorker(): Worker {
  const extension = extname(import.meta.url)
  const file = new URL(`./bcryptWorker${extension}`, import.meta.url)
  const started =
    extension === '.ts' ? new Worker(fromSource(file), { eval: true }) : new Worker(file)
  started.on('message', (answer: Answer) => {
    settle(answer)
    if (waiting.size === 0) started.unref()
  })
  started.on('error', error => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  })
  return started
}

/** A thread doesn't inherit the loader that lets the main thread run TypeScript source. */
function fromSource(file: URL): string {
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), file.href].map(url => `'${url}'`)
  return `import(${loader}).then(tsx => { tsx.register(); return import(${source}) })`
}

function settle(answer: Answer): void {
  const asked = waiting.get(answer.id)
  waiting.delete(answer.id)
  if ('error' in answer) asked?.reject(new Error(answer.error))
  else asked?.resolve(answer.value)
}
