import { basename, dirname, extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** How a host runs the wharf that this process runs. */
export interface Program {
  /** The Node of this process, outside the host. */
  readonly node: string
  /** The directory that holds all of wharf and what it needs, outside the host. */
  readonly directory: string
  /** Where the host finds that directory. */
  readonly mount: string
  /** The words that start what runs inside the host, to be followed by a role. */
  readonly words: readonly string[]
}

/** Where a host has Node and wharf: outside its PATH. */
const HIDDEN = '/.lab'
export const HIDDEN_NODE = `${HIDDEN}/node`

/** Where this process's wharf is, and how a host starts it. */
export function ownProgram(): Program {
  const here = fileURLToPath(import.meta.url)
  // This file is src/lab/program.ts, or what it was compiled to.
  const main = join(dirname(here), 'inside', `main${extname(here)}`)
  const directory = directoryOf(dirname(dirname(dirname(here))))
  const mount = join(HIDDEN, basename(directory) === 'node_modules' ? 'node_modules' : 'wharf')
  const options = loaderOptions(process.execArgv).map(word => word.replaceAll(directory, mount))
  const inside = join(mount, main.slice(directory.length))
  return { node: process.execPath, directory, mount, words: [HIDDEN_NODE, ...options, inside] }
}

/** Of the options that Node was started with, those that let it read the files it was given. */
export function loaderOptions(options: readonly string[]): string[] {
  return options.flatMap((option, at) => {
    if (!/^(--import|--require|--loader|--experimental-loader|-r)(=|$)/.test(option)) return []
    return option.includes('=') ? [option] : options.slice(at, at + 2)
  })
}

/** An installed package finds others beside itself: then the whole of the outermost node_modules is wanted. */
function directoryOf(packageDirectory: string): string {
  const parts = packageDirectory.split(sep)
  const outermost = parts.indexOf('node_modules')
  return outermost < 0 ? packageDirectory : parts.slice(0, outermost + 1).join(sep)
}
