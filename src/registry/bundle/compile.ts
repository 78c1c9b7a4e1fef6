import { extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from '../../base/fault.ts'
import { version } from '../version.ts'
import { builtinsByName, englishOnly, isFile } from './lighter.ts'

const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"

/** Puts the daemon and all packages that it uses into two files of a directory; resolves to the paths of all that they are made of. */
export async function compileDaemon(directory: string): Promise<string[]> {
  const { build } = await loadEsbuild()
  const { metafile } = await build({
    entryPoints: {
      registry: sourceOf('../daemon'),
      bcryptWorker: sourceOf('../../base/bcryptWorker'),
    },
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // Packages of the older kind ask for Node's modules this way.
    banner: { js: REQUIRE },
    define: { BUNDLED_VERSION: JSON.stringify(version()) },
    plugins: [builtinsByName, englishOnly],
    metafile: true,
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs).filter(isFile)
  return [...inputs.map(path => resolve(path)), ...recipe()]
}

/** What decides beside the sources how the files come out. */
function recipe(): string[] {
  const manifest = fileURLToPath(new URL('../../../package.json', import.meta.url))
  return [sourceOf('./compile'), sourceOf('./lighter'), manifest]
}

/** A module of this program, as source or compiled, whichever is running. */
function sourceOf(path: string): string {
  return fileURLToPath(new URL(path + extname(import.meta.url), import.meta.url))
}

async function loadEsbuild(): Promise<typeof import('esbuild')> {
  try {
    return await import('esbuild')
  } catch (error) {
    throw new Fault('bundle: esbuild is not installed', {
      hint: 'the daemon is bundled from a checkout, where `npm ci` installs it',
      cause: error,
    })
  }
}
