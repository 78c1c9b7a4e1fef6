import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ACCEPT, type Blob, freshBlob, MEGABYTES_64 } from './content.ts'
import { cpuSeconds } from './processes.ts'
import { expect, pushBlob, pushImage } from './pushing.ts'
import type { Server } from './servers.ts'
import { type Stock, TAGS } from './stock.ts'
import { headOf } from './wire.ts'
import { forAWhile, shared, withWires } from './wires.ts'

/** One figure of the table, measured on one server. */
export interface Cell {
  readonly label: string
  readonly unit: 'MB/s' | '/s' | 's'
  /** Over TLS: other registries are not asked. */
  readonly isSecure?: boolean
  run(server: Server, stock: Stock): Promise<Sample>
}

/** How many megabytes or requests, in what time, for how much of the server's CPU. */
export interface Sample {
  readonly amount: number
  readonly seconds: number
  readonly cpu: number
}

/** How long requests are sent, in ms. */
const WHILE = 700
const SMALL_LAYER = 2048

/** What is measured, in the order of the table. */
export function cells(isQuick: boolean): readonly Cell[] {
  const wide = isQuick ? [16] : [16, 64]
  return [
    ...[1, 4, 16].map(clients => push(clients)),
    ...[1, 4, 16].map(clients => pull(clients)),
    ...wide.map(clients =>
      requests('manifest by tag', clients, () =>
        headOf('GET', '/v2/bench/stock/manifests/v1', ACCEPT),
      ),
    ),
    ...wide.map(clients =>
      requests('HEAD blob', clients, ({ small }) =>
        headOf('HEAD', `/v2/bench/stock/blobs/${small.digest}`),
      ),
    ),
    requests('GET 4 KB blob', 16, ({ small }) =>
      headOf('GET', `/v2/bench/stock/blobs/${small.digest}`),
    ),
    requests(
      'Range of 64 KB',
      16,
      ({ large }) =>
        headOf('GET', `/v2/bench/stock/blobs/${large[0]?.digest}`, {
          Range: 'bytes=1000000-1065535',
        }),
      206,
    ),
    smallImages(16),
    tagPages,
    { ...push(4), label: 'push of 64 MB over TLS, 4 at once', isSecure: true },
    { ...pull(4), label: 'pull of 64 MB over TLS, 4 at once', isSecure: true },
  ]
}

function push(clients: number): Cell {
  return {
    label: `push of 64 MB, ${clients} at once`,
    unit: 'MB/s',
    async run(server) {
      const blobs = Array.from({ length: Math.max(2, clients) }, () => freshBlob(MEGABYTES_64))
      const sample = await withWires(server, clients, wires =>
        measured(server, async () => {
          await shared(wires, blobs, (wire, blob) => pushBlob(wire, 'bench/pushed', blob))
          return (blobs.length * MEGABYTES_64) / 1e6
        }),
      )
      await forget(server, blobs)
      return sample
    },
  }
}

function pull(clients: number): Cell {
  return {
    label: `pull of 64 MB, ${clients} at once`,
    unit: 'MB/s',
    run: (server, { large }) =>
      withWires(server, clients, wires =>
        measured(server, async () => {
          const all = Array.from(
            { length: Math.max(6, clients) },
            (_, i) => large[i % large.length],
          )
          await shared(wires, all, async (wire, blob) => {
            const path = `/v2/bench/stock/blobs/${blob?.digest}`
            expect(await wire.ask(headOf('GET', path)), 200)
          })
          return (all.length * MEGABYTES_64) / 1e6
        }),
      ),
  }
}

function requests(
  what: string,
  clients: number,
  head: (stock: Stock) => Buffer,
  status = 200,
): Cell {
  return {
    label: `${what}, ${clients} connections`,
    unit: '/s',
    run(server, stock) {
      const bytes = head(stock)
      return withWires(server, clients, async wires => {
        await forAWhile(wires, WHILE / 7, wire => wire.ask(bytes))
        return measured(server, () =>
          forAWhile(wires, WHILE, async wire => expect(await wire.ask(bytes), status)),
        )
      })
    },
  }
}

function smallImages(clients: number): Cell {
  return {
    label: `push of a small image (3 requests), ${clients} at once`,
    unit: '/s',
    run: server =>
      withWires(server, clients, wires =>
        measured(server, () =>
          forAWhile(wires, WHILE, (wire, count) => {
            const blob = freshBlob(SMALL_LAYER + (count % 7))
            return pushImage(wire, 'bench/small', blob.digest.slice(7, 27), blob)
          }),
        ),
      ),
  }
}

/** Seconds for all pages, however many a server makes of it. */
const tagPages: Cell = {
  label: `list ${TAGS} tags, 100 a page`,
  unit: 's',
  run: server =>
    withWires(server, 1, ([wire]) =>
      measured(server, async () => {
        let next: string | undefined = '/v2/bench/tags/tags/list?n=100'
        while (next !== undefined && wire) {
          const answer = expect(await wire.ask(headOf('GET', next)), 200)
          next = /^link: *<([^>]*)>/im.exec(answer.head)?.[1]
        }
        return 1
      }),
    ),
}

async function measured(server: Server, run: () => Promise<number>): Promise<Sample> {
  const cpu = cpuSeconds(server.pids)
  const start = performance.now()
  const amount = await run()
  return {
    amount,
    seconds: (performance.now() - start) / 1000,
    cpu: cpuSeconds(server.pids) - cpu,
  }
}

/** Takes blobs out of the storage behind the server's back, for room. */
export async function forget(server: Server, blobs: readonly Blob[]): Promise<void> {
  const tree = join(server.root, 'docker/registry/v2')
  await rm(join(tree, 'repositories/bench/pushed'), { recursive: true, force: true })
  for (const { digest } of blobs) {
    const hex = digest.slice('sha256:'.length)
    await rm(join(tree, 'blobs/sha256', hex.slice(0, 2), hex), { recursive: true, force: true })
  }
}
