import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleDaemon } from '../src/registry/bundle/index.ts'

const PUSHES = 16
const BLOB_SIZE = 64 * 1024 * 1024
const MOST_RSS = 256
const BUNDLES = fileURLToPath(new URL('../dist/daemon', import.meta.url))

/** Pushes many large blobs at once to one daemon process and prints what that took. Throws when it took too much memory. */
export async function registryBench(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'wharfinger-bench-'))
  const daemon = await startDaemon(directory)
  try {
    const results = []
    for (const concurrent of [1, 4, PUSHES]) results.push(await measure(daemon, concurrent))
    process.stdout.write(`${tableOf(results)}\n`)
    const most = Math.max(...results.map(({ rss }) => rss))
    if (most > MOST_RSS) throw new Error(`${most.toFixed(0)} MB resident; the limit is ${MOST_RSS}`)
  } finally {
    daemon.child.kill('SIGTERM')
    await once(daemon.child, 'exit')
    await rm(directory, { recursive: true })
  }
}

interface Daemon {
  readonly child: ChildProcess
  readonly pid: number
  readonly port: number
}

interface Result {
  readonly concurrent: number
  readonly megabytes: number
  readonly seconds: number
  readonly cpu: number
  readonly rss: number
}

async function startDaemon(directory: string): Promise<Daemon> {
  const port = 5000 + Math.floor(Math.random() * 20_000)
  const config = join(directory, 'config.yml')
  await writeFile(
    config,
    `version: 0.1\nhttp: { addr: '127.0.0.1:${port}' }\nstorage: { filesystem: { rootdirectory: ${directory}/data } }\n`,
  )
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64'
  const bundle = await bundleDaemon({ architecture, output: BUNDLES })
  const child = spawn(join(bundle.directory, 'wharf-registry'), ['serve', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (child.pid === undefined) throw new Error('the daemon did not start')
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', chunk => String(chunk).includes('listening on') && resolve())
    child.on('exit', code => reject(new Error(`the daemon ended with ${code}`)))
  })
  return { child, pid: child.pid, port }
}

async function measure(daemon: Daemon, concurrent: number): Promise<Result> {
  // Every blob has bytes of its own: one that is there already would be dropped instead of kept.
  const content = randomBytes(BLOB_SIZE)
  const agent = new Agent({ keepAlive: true })
  const peak = watchRss(daemon.pid)
  const cpuBefore = cpuSeconds(daemon.pid)
  const start = performance.now()
  await Promise.all(
    Array.from({ length: concurrent }, (_, index) => push(daemon.port, agent, content, index)),
  )
  const seconds = (performance.now() - start) / 1000
  const cpu = cpuSeconds(daemon.pid) - cpuBefore
  agent.destroy()
  return { concurrent, megabytes: (concurrent * BLOB_SIZE) / 1e6, seconds, cpu, rss: peak.stop() }
}

async function push(port: number, agent: Agent, content: Buffer, index: number): Promise<void> {
  const first = Buffer.from([index])
  const digest = createHash('sha256').update(first).update(content).digest('hex')
  const path = `/v2/bench/blob${index}/blobs/uploads/?digest=sha256:${digest}`
  const headers = { 'content-length': content.length + 1 }
  const outgoing = request({ port, host: '127.0.0.1', agent, path, method: 'POST', headers })
  outgoing.write(first)
  outgoing.end(content)
  const [response] = await once(outgoing, 'response')
  response.resume()
  await once(response, 'end')
  if (response.statusCode !== 201) throw new Error(`push: ${response.statusCode}`)
}

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Follows the resident memory of a process, in MB. */
function watchRss(pid: number): { stop(): number } {
  let peak = 0
  const look = (): void => {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
    peak = Math.max(peak, (pages * 4096) / 1e6)
  }
  const timer = setInterval(look, 10)
  return {
    stop() {
      clearInterval(timer)
      look()
      return peak
    },
  }
}

function tableOf(results: readonly Result[]): string {
  const head = 'pushes of 64 MB    MB/s   CPU s/GB   peak RSS MB'
  const rows = results.map(({ concurrent, megabytes, seconds, cpu, rss }) =>
    [
      `${concurrent} at once`.padEnd(15),
      (megabytes / seconds).toFixed(0).padStart(8),
      ((cpu / megabytes) * 1000).toFixed(2).padStart(10),
      rss.toFixed(0).padStart(13),
    ].join(' '),
  )
  return [head, ...rows].join('\n')
}
