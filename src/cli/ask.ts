import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** Asks the person at the terminal for a secret, unseen while typed. Undefined when there is nobody to ask or nothing was said. */
export async function askSecret(
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined
  process.stderr.write(`${question}: `)
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true })
  try {
    return (await lines.question('', { signal })) || undefined
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
