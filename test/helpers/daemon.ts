import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { ConfigInput } from '../../src/registry/index.ts'

const SOURCE = 'src/registry/daemon.ts'

/** A registry in processes of its own, one or several. All of them and all that they keep go when it is disposed of. */
export interface Daemon extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** Of its first process. */
  readonly pid: number
  /** Its storage, unless the configuration names another. */
  readonly root: string
  /** What it logged until now. */
  readonly log: string
  /** Resolves when the log has something to show, to what matched; throws when the daemon ends without it. */
  logged(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal; the last resort goes to all of its processes, any other to the first alone. */
  signal(name: NodeJS.Signals): void
  /** Resolves when its first process has ended, to its exit code; undefined when a signal ended it. */
  readonly ended: Promise<number | undefined>
}

export interface DaemonOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** The storage of an earlier one. */
  readonly root?: string
  /** Run the sources themselves, not what they are bundled to. */
  readonly fromSource?: boolean
}

/** Starts a daemon on a free port of the loopback and waits until it listens; `config` lays over that. Throws with its log when it ends instead. */
export async function startDaemon(
  config: Partial<ConfigInput> = {},
  options: DaemonOptions = {},
): Promise<Daemon> {
  const daemon = await launchDaemon(config, options)
  try {
    await daemon.logged(/listening on /)
  } catch (error) {
    await daemon[Symbol.asyncDispose]()
    throw error
  }
  return daemon
}

/** The same without waiting for more than its process. */
export async function launchDaemon(
  config: Partial<ConfigInput> = {},
  { environment = {}, root, fromSource = false }: DaemonOptions = {},
): Promise<Daemon> {
  const program = fromSource ? ['--import', 'tsx', SOURCE] : [await bundled()]
  const directory = mkdtempSync(join(tmpdir(), 'wharfinger-daemon-'))
  const storage = root ?? join(directory, 'registry')
  const settings = join(directory, 'config.json')
  const whole = {
    version: '0.1',
    storage: { filesystem: { rootdirectory: storage } },
    ...config,
    http: { addr: '127.0.0.1:0', ...config.http },
  }
  // JSON is YAML, too.
  writeFileSync(settings, JSON.stringify(whole))
  const child = spawn(process.execPath, [...program, 'serve', settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...environment },
    // A process group, so that none of it can be left behind.
    detached: true,
  })
  return new ChildDaemon(child, storage, directory, whole.http.tls ? 'https' : 'http')
}

class ChildDaemon implements Daemon {
  readonly root: string
  readonly ended: Promise<number | undefined>
  log = ''
  readonly #child: ChildProcess
  readonly #directory: string
  readonly #scheme: string
  readonly #killAll = () => this.signal('SIGKILL')

  constructor(child: ChildProcess, root: string, directory: string, scheme: string) {
    this.root = root
    this.#child = child
    this.#directory = directory
    this.#scheme = scheme
    this.ended = once(child, 'close').then(([code]) => code ?? undefined)
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.log += text
    })
    process.once('exit', this.#killAll)
  }

  get url(): string {
    const [, port] = /listening on \S*:(\d+)/.exec(this.log) ?? []
    return `${this.#scheme}://127.0.0.1:${port}`
  }

  get pid(): number {
    const { pid } = this.#child
    if (pid === undefined) throw new Error('the daemon could not be started')
    return pid
  }

  logged(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.log)
        if (found === null) return
        this.#child.stderr?.off('data', look)
        resolve(found)
      }
      this.#child.stderr?.on('data', look)
      look()
      this.ended.then(code => reject(new Error(`ended with ${code}: ${this.log}`)), reject)
    })
  }

  signal(name: NodeJS.Signals): void {
    try {
      process.kill(name === 'SIGKILL' ? -this.pid : this.pid, name)
    } catch {
      // It has ended already.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL')
    await this.ended
    process.off('exit', this.#killAll)
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

let made: Promise<string> | undefined

/** The daemon in one file, as it is bundled: it starts in a fraction of the time that the sources need. */
function bundled(): Promise<string> {
  made ??= bundle()
  return made
}

async function bundle(): Promise<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'wharfinger-program-'))
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }))
  await build({
    entryPoints: [SOURCE, 'src/base/bcryptWorker.ts'],
    entryNames: '[name]',
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    define: { BUNDLED_VERSION: '"0.0.0"' },
    sourcemap: true,
    logLevel: 'error',
  })
  return join(outdir, 'daemon.mjs')
}
