import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createCa, issueServerCertificate } from '../../src/pki/index.ts'
import { bundleDaemon } from '../../src/registry/bundle/index.ts'
import { debianProgram } from '../../test/helpers/debian.ts'
import { cpuSeconds, familyOf } from './processes.ts'
import { type Endpoint, headOf, Wire } from './wire.ts'

/** A registry that is measured. */
export interface Server extends Endpoint, AsyncDisposable {
  readonly name: string
  readonly root: string
  /** Seconds from the start of the program to its first answer. */
  readonly startup: number
  readonly pids: readonly number[]
}

/** How to start one. */
export interface Recipe {
  readonly name: string
  readonly command: readonly string[]
  readonly config: (port: number, root: string) => object
  readonly ca?: string
}

const BUNDLES = fileURLToPath(new URL('../../dist/daemon', import.meta.url))

/** Equal for all: nothing is logged of what goes well. */
const LOG = { level: 'error', accesslog: { disabled: true } }

/** The bundled daemon, with a process for each core. */
export async function ours(): Promise<Recipe> {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64'
  const { directory } = await bundleDaemon({ architecture, output: BUNDLES })
  return {
    name: 'wharfinger',
    command: [join(directory, 'wharf-registry'), 'serve'],
    config: (port, root) => ({
      version: '0.1',
      log: LOG,
      storage: { filesystem: { rootdirectory: root } },
      http: { addr: `127.0.0.1:${port}`, workers: availableParallelism() },
    }),
  }
}

/** The same behind TLS, under the same name. */
export async function oursWithTls(plain: Recipe, directory: string): Promise<Recipe> {
  const ca = await createCa({ name: 'bench' })
  const pair = await issueServerCertificate({ ca, names: ['127.0.0.1'] })
  const tls = { certificate: join(directory, 'tls.crt'), key: join(directory, 'tls.key') }
  await writeFile(tls.certificate, pair.certificate)
  await writeFile(tls.key, pair.key)
  return {
    ...plain,
    ca: ca.certificate,
    config(port, root) {
      const { http, ...rest } = plain.config(port, root) as { http: object }
      return { ...rest, http: { ...http, tls } }
    },
  }
}

/** Debian's packages of docker distribution; those that can't be fetched are left out, and it is said. */
export async function peers(): Promise<readonly Recipe[]> {
  const recipes: Recipe[] = []
  for (const [suite, version] of [
    ['bookworm', '2.8.2'],
    ['trixie', '2.8.3'],
  ] as const) {
    const name = `docker-registry ${version}`
    try {
      const program = await debianProgram(suite, 'docker-registry')
      recipes.push({ name, command: [program, 'serve'], config: configOfPeer })
    } catch (error) {
      process.stderr.write(`without ${name} of ${suite}: ${error}\n`)
    }
  }
  return recipes
}

function configOfPeer(port: number, root: string): object {
  return {
    version: 0.1,
    log: LOG,
    storage: { filesystem: { rootdirectory: root }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, secret: 'bench' },
  }
}

/** Starts a registry on an empty storage in a directory of its own. */
export async function start(recipe: Recipe, directory: string): Promise<Server> {
  const port = await freePort()
  const root = join(directory, String(port))
  await mkdir(root, { recursive: true })
  const config = `${root}.yml`
  // YAML has JSON in it.
  await writeFile(config, JSON.stringify(recipe.config(port, root)))
  const [program = '', ...args] = recipe.command
  const before = performance.now()
  const child = spawn(program, [...args, config], { stdio: ['ignore', 'ignore', 'inherit'] })
  await firstAnswer(child, { port, ca: recipe.ca })
  const startup = (performance.now() - before) / 1000
  if (child.pid === undefined) throw new Error(`${recipe.name} did not start`)
  return {
    name: recipe.name,
    port,
    ca: recipe.ca,
    root,
    startup,
    pids: await settled(child.pid),
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
      await rm(root, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

async function firstAnswer(child: ChildProcess, endpoint: Endpoint): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; await sleep(3)) {
    if (child.exitCode !== null) throw new Error(`a registry ended with ${child.exitCode}`)
    try {
      const wire = await Wire.open(endpoint)
      await wire.ask(headOf('GET', '/v2/'))
      wire.close()
      return
    } catch {
      // Not yet.
    }
  }
  throw new Error('a registry did not answer')
}

/** The processes of a server, once none of them is busy with starting. */
async function settled(root: number): Promise<readonly number[]> {
  for (;;) {
    const pids = familyOf(root)
    const before = cpuSeconds(pids)
    await sleep(200)
    if (cpuSeconds(pids) - before < 0.02 && familyOf(root).length === pids.length) return pids
  }
}
