import type { Duplex } from 'node:stream'

/** The connection, unless it takes longer than so many seconds; one that comes later is closed. */
export async function withinSeconds(
  seconds: number,
  connecting: Promise<Duplex>,
): Promise<Duplex | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, seconds * 1000, undefined)
  })
  try {
    const first = await Promise.race([connecting, late])
    if (first === undefined) connecting.then(closeQuietly, () => undefined)
    return first
  } finally {
    clearTimeout(timer)
  }
}

/** Ends a connection of which nothing more is wanted. */
export function closeQuietly(connection: Duplex): void {
  connection.on('error', () => undefined)
  connection.destroy()
}
