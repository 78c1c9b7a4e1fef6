import { chmod, constants, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compileDaemon } from './compile.ts'
import { LAUNCHER } from './launcher.ts'
import { type Library, librariesOf } from './libraries.ts'
import { type Architecture, fetchRuntime, runtimeId } from './runtime.ts'
import {
  isCurrent,
  libraryMark,
  marksOf,
  readStamp,
  recordedDigest,
  type Stamp,
  sourceMark,
} from './stamp.ts'
import { treeDigest } from './treeDigest.ts'

/** A directory that runs the daemon on a host with a C library and a shell, and nothing else. */
export interface Bundle {
  readonly directory: string
  /** Names its content: a host that has it needs no copy. */
  readonly digest: string
  /** False when the one that was there is still what would come out. */
  readonly isNew: boolean
}

export interface BundleOptions {
  readonly architecture: Architecture
  /** The bundle becomes `linux-<architecture>` in it. */
  readonly output: string
}

/** Makes the bundle, unless nothing that it is made of has changed. */
export async function bundleDaemon({ architecture, output }: BundleOptions): Promise<Bundle> {
  const directory = join(output, `linux-${architecture}`)
  const stampFile = join(output, `linux-${architecture}.json`)
  const recipe = `${runtimeId(architecture)}\n${LAUNCHER}`
  const stamp = await readStamp(stampFile)
  if (
    stamp &&
    (await isCurrent(stamp, recipe)) &&
    (await recordedDigest(join(directory, 'DIGEST'))) === stamp.digest
  ) {
    return { directory, digest: stamp.digest, isNew: false }
  }
  const made = await assemble(`${directory}.new`, architecture)
  await rm(stampFile, { force: true })
  await rm(directory, { recursive: true, force: true })
  await rename(`${directory}.new`, directory)
  await writeFile(stampFile, JSON.stringify({ ...made, recipe } satisfies Stamp))
  return { directory, digest: made.digest, isNew: true }
}

async function assemble(
  directory: string,
  architecture: Architecture,
): Promise<Omit<Stamp, 'recipe'>> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(join(directory, 'bin'), { recursive: true })
  const sources = await compileDaemon(directory)
  const runtime = await fetchRuntime(architecture)
  const libraries = await librariesOf(join(runtime, 'bin/node'), architecture)
  await copy(join(runtime, 'bin/node'), join(directory, 'bin/node'), 0o755)
  await copy(join(runtime, 'LICENSE'), join(directory, 'NODE-LICENSE'), 0o644)
  await copyLibraries(libraries, join(directory, 'lib'))
  await writeFile(join(directory, 'wharf-registry'), LAUNCHER)
  await chmod(join(directory, 'wharf-registry'), 0o755)
  const digest = await treeDigest(directory)
  await writeFile(join(directory, 'DIGEST'), `${digest}\n`)
  return {
    digest,
    sources: await marksOf(sources, sourceMark),
    libraries: await marksOf(
      libraries.map(({ path }) => path),
      libraryMark,
    ),
  }
}

async function copyLibraries(libraries: readonly Library[], directory: string): Promise<void> {
  await mkdir(directory)
  for (const { name, path } of libraries) await copy(path, join(directory, name), 0o644)
}

async function copy(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE)
  await chmod(to, mode)
}
