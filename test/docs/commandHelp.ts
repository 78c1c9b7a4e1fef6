import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CommandHelp } from './printHelp.ts'

let known: Promise<readonly CommandHelp[]> | undefined

/** The help of every command, groups before what is in them. Asked for once. */
export function help(): Promise<readonly CommandHelp[]> {
  known ??= ask()
  return known
}

/** In a process of its own: help is wrapped to the terminal, and yargs speaks the language of the environment. */
async function ask(): Promise<readonly CommandHelp[]> {
  const script = fileURLToPath(new URL('printHelp.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, LC_ALL: 'C', NO_COLOR: '1' },
    maxBuffer: 2 ** 22,
  })
  return JSON.parse(stdout)
}
