import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { CommandHelp } from './printHelp.ts'

let known: Promise<readonly CommandHelp[]> | undefined

/** The help of every command, groups before what is in them. Asked for once. */
export function help(): Promise<readonly CommandHelp[]> {
  known ??= helpIn('C')
  return known
}

/** In a process of its own: help is wrapped to the terminal, and its words may depend on the environment. */
export async function helpIn(language: string): Promise<readonly CommandHelp[]> {
  const script = fileURLToPath(new URL('printHelp.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script], {
    env: { ...process.env, LC_ALL: language, NO_COLOR: '1' },
    maxBuffer: 2 ** 22,
  })
  return JSON.parse(stdout)
}
