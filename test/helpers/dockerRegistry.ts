import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { debianProgram } from './debian.ts'
import { freePort } from './freePort.ts'
import { runProgram } from './program.ts'
import { type Answer, type CallOptions, call } from './registry.ts'

/** Debian's docker-registry: 2.8.2 of bookworm, 2.8.3 of trixie. */
export interface DockerRegistry extends AsyncDisposable {
  readonly url: string
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
}

export type Release = 'bookworm' | 'trixie'

/** Serves a directory by Debian's docker-registry, open to all; `more` is added to its configuration. */
export async function dockerRegistry(
  release: Release,
  root: string,
  more: object = {},
): Promise<DockerRegistry> {
  const port = await freePort()
  const addr = `127.0.0.1:${port}`
  const { program, config, folder } = await prepared(release, root, { addr, more })
  const child = spawn(program, ['serve', config], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  const registry: DockerRegistry = {
    url,
    call: (method, path, options) => call(method, new URL(path, url).href, options),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true })
    },
  }
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with ${child.exitCode}`)
    await delay(20)
  }
  return registry
}

/** Runs docker-registry's own garbage collector over a directory; resolves to what it printed. */
export async function collectByDockerRegistry(release: Release, root: string): Promise<string> {
  const { program, config, folder } = await prepared(release, root, { addr: '127.0.0.1:0' })
  const { code, stdout, stderr } = await runProgram(spawn(program, ['garbage-collect', config]))
  await rm(folder, { recursive: true })
  if (code !== 0) throw new Error(stdout + stderr)
  return stdout
}

interface Prepared {
  readonly addr: string
  readonly more?: object
}

async function prepared(release: Release, root: string, { addr, more }: Prepared) {
  const program = await debianProgram(release, 'docker-registry')
  const folder = await mkdtemp(join(tmpdir(), 'wharfinger-peer-'))
  const config = join(folder, 'config.yml')
  await writeFile(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      http: { addr },
      storage: { filesystem: { rootdirectory: root }, delete: { enabled: true } },
      ...more,
    }),
  )
  return { program, config, folder }
}

async function answers(url: string): Promise<boolean> {
  return call('GET', `${url}/v2/`).then(
    ({ status }) => status === 200,
    () => false,
  )
}
