import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'

/** How a program ended, and what it printed. `code` is undefined when a signal ended it. */
export interface Ended {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Gives a program its input and waits for its end. */
export async function runProgram(
  child: ChildProcessWithoutNullStreams,
  input = '',
): Promise<Ended> {
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text
    })
  // A program may end without having read all that it was given.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? undefined, ...printed }
}
