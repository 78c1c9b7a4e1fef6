import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { runProgram } from './program.ts'

const SCRIPT = fileURLToPath(new URL('../hosts/fleet/program.sh', import.meta.url))

/** The path of a program of a Debian suite, from the first of the packages that has it. Fetched once, and not installed. */
export async function debianProgram(
  suite: 'bookworm' | 'trixie' | 'sid',
  program: string,
  packages: readonly string[] = [program],
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(spawn(SCRIPT, [suite, program, ...packages]))
  if (code !== 0) throw new Error(stderr)
  return stdout.trim()
}
