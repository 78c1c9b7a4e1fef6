import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Fault, messageOf } from '../../base/fault.ts'
import type { Architecture } from './runtime.ts'

/** A shared library to carry along. */
export interface Library {
  /** What programs ask the loader for. */
  readonly name: string
  readonly path: string
}

/** What every host with a C library has: parts of glibc itself. */
const GLIBC = /^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt)[-.]/

/** Where Debian's cross packages put libraries of the other architecture, and what Node links of them. */
const CROSS = { x64: '/usr/x86_64-linux-gnu/lib', arm64: '/usr/aarch64-linux-gnu/lib' }
const LINKED_BY_NODE = ['libstdc++.so.6', 'libgcc_s.so.1']

/** The libraries that a program links and a minimal host may lack. Throws a Fault when this machine lacks them too. */
export async function librariesOf(program: string, architecture: Architecture): Promise<Library[]> {
  return architecture === process.arch ? resolvedHere(program) : crossLibraries(architecture)
}

async function resolvedHere(program: string): Promise<Library[]> {
  const lines = (await ldd(program)).split('\n')
  const found: Library[] = []
  for (const line of lines) {
    const [, name, path] = /^\s*(\S+) => (not found|\/\S+)/.exec(line) ?? []
    if (name === undefined || path === undefined || GLIBC.test(name)) continue
    if (path === 'not found') throw new Fault(`bundle: ${program} needs ${name}, which is not here`)
    found.push({ name, path: await realpath(path) })
  }
  return found
}

async function ldd(program: string): Promise<string> {
  try {
    return (await promisify(execFile)('ldd', [program])).stdout
  } catch (error) {
    throw new Fault(`bundle: ldd ${program}: ${messageOf(error)}`, { cause: error })
  }
}

async function crossLibraries(architecture: Architecture): Promise<Library[]> {
  return Promise.all(
    LINKED_BY_NODE.map(async name => {
      const path = join(CROSS[architecture], name)
      if (existsSync(path)) return { name, path: await realpath(path) }
      throw new Fault(`bundle: a daemon for ${architecture} needs that architecture's ${name}`, {
        hint: `expected at ${path}; Debian has it in libstdc++6-${architecture === 'x64' ? 'amd64' : 'arm64'}-cross`,
      })
    }),
  )
}
