import type {
  Connection,
  Fragment,
  FragmentResult,
  Session,
  Transport,
} from '../../src/engine/module/index.ts'

/** A signal that nobody aborts. */
export const CALM = new AbortController().signal

/** Runs a batch and gathers what it reports. */
export async function runAll(
  session: Session,
  fragments: readonly Fragment[],
  signal: AbortSignal = CALM,
): Promise<FragmentResult[]> {
  const results: FragmentResult[] = []
  await session.run(
    fragments,
    (index, result) => {
      results[index] = result
    },
    signal,
  )
  return results
}

/** `changed 0`: what became of each fragment. */
export function phases(results: readonly FragmentResult[]): string[] {
  return results.map(({ phase, rc }) => `${phase} ${rc}`)
}

/** Opens a connection for one piece of work and closes it, whatever happens. */
export async function withConnection<T>(
  transport: Transport,
  variables: Readonly<Record<string, unknown>>,
  work: (connection: Connection) => Promise<T>,
  run = 'run1',
): Promise<T> {
  const connection = await transport.connect('host', variables, { run, signal: CALM })
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}
