import { type Endpoint, Wire } from './wire.ts'

/** Runs something on connections of its own. */
export async function withWires<T>(
  endpoint: Endpoint,
  count: number,
  run: (wires: readonly Wire[]) => Promise<T>,
): Promise<T> {
  const wires = await Promise.all(Array.from({ length: count }, () => Wire.open(endpoint)))
  try {
    return await run(wires)
  } finally {
    for (const wire of wires) wire.close()
  }
}

/** Each connection takes the next piece of work until none is left. */
export async function shared<T>(
  wires: readonly Wire[],
  work: readonly T[],
  run: (wire: Wire, piece: T) => Promise<void>,
): Promise<void> {
  const left = [...work].values()
  await Promise.all(
    wires.map(async wire => {
      for (const piece of left) await run(wire, piece)
    }),
  )
}

/** Each connection sends one request after the other until time is up; resolves to their number. */
export async function forAWhile(
  wires: readonly Wire[],
  milliseconds: number,
  once: (wire: Wire, count: number) => Promise<unknown>,
): Promise<number> {
  const end = performance.now() + milliseconds
  let count = 0
  await Promise.all(
    wires.map(async wire => {
      while (performance.now() < end) await once(wire, count++)
    }),
  )
  return count
}
