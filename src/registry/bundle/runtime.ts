import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Fault, messageOf } from '../../base/fault.ts'

/** The processors that a daemon can be made for, as Node calls them. */
export type Architecture = 'x64' | 'arm64'

/** Holds the package and lock file that pin the runtime; the same place from source and compiled. */
const HOME = fileURLToPath(new URL('../../../src/registry/bundle/runtime/', import.meta.url))

/** Names the runtime's exact content, without having it. */
export function runtimeId(architecture: Architecture): string {
  const lock = JSON.parse(readFileSync(join(HOME, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; integrity?: string } | undefined>
  }
  const { version, integrity } = lock.packages[`node_modules/${packageOf(architecture)}`] ?? {}
  return `node ${version} ${integrity}`
}

/** The directory of the runtime's package (`bin/node`, `LICENSE`); fetched by npm unless it is there. */
export async function fetchRuntime(architecture: Architecture): Promise<string> {
  const directory = join(HOME, 'node_modules', packageOf(architecture))
  if (!existsSync(join(directory, 'bin/node'))) await install(architecture)
  return directory
}

function packageOf(architecture: Architecture): string {
  return `node-linux-${architecture}`
}

async function install(architecture: Architecture): Promise<void> {
  const args = ['ci', '--prefix', HOME, `--cpu=${architecture}`, '--os=linux']
  const quiet = ['--ignore-scripts', '--no-bin-links', '--no-audit', '--no-fund']
  try {
    await promisify(execFile)('npm', [...args, ...quiet])
  } catch (error) {
    throw new Fault(`bundle: cannot fetch ${packageOf(architecture)}: ${messageOf(error)}`, {
      hint: 'the Node that the daemon runs on comes from the npm registry',
      cause: error,
    })
  }
}
