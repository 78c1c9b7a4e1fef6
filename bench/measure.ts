import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Ended, runProgram } from '../test/helpers/program.ts'

/** What a program took: seconds, and for one that tells them the peak of its resident memory in MB. */
export interface Cost {
  readonly wall: number
  readonly cpu: number
  readonly rss: number
}

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** Runs the built `wharf` and says what its process took. Throws unless it converged. */
export async function measureWharf(usageFile: string, args: readonly string[]): Promise<Cost> {
  const hook = `import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(process.env.USAGE, JSON.stringify(process.resourceUsage())))`
  const words = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`, MAIN, ...args]
  const wall = await timed(
    spawn(process.execPath, words, { env: { ...process.env, USAGE: usageFile } }),
  )
  const usage = JSON.parse(readFileSync(usageFile, 'utf8')) as NodeJS.ResourceUsage
  const cpu = (usage.userCPUTime + usage.systemCPUTime) / 1e6
  return { wall, cpu, rss: (usage.maxRSS * 1024) / 1e6 }
}

/** Runs a script on hosts by OpenSSH's client, on all at once. Throws unless it ended well on each. */
export async function measureSsh(
  config: string,
  hosts: readonly string[],
  script: string,
): Promise<Cost> {
  const program = `for host in "$@"; do
  ssh -F "$CONFIG" "$host" sh -s <"$SCRIPT" >/dev/null & jobs="$jobs $!"
done
for job in $jobs; do wait "$job" || exit; done
times`
  const env = { ...process.env, CONFIG: config, SCRIPT: script }
  let printed = ''
  const child = spawn('bash', ['-c', program, 'bash', ...hosts], { env })
  child.stdout.on('data', chunk => {
    printed += chunk
  })
  const wall = await timed(child)
  return { wall, cpu: childrenSeconds(printed), rss: Number.NaN }
}

async function timed(child: ChildProcessWithoutNullStreams): Promise<number> {
  const start = performance.now()
  const { code, stdout, stderr }: Ended = await runProgram(child)
  const seconds = (performance.now() - start) / 1000
  if (code !== 0) throw new Error(`exit ${code}: ${stdout}${stderr}`)
  return seconds
}

/** From the second line of the shell's `times`: those of its children. */
function childrenSeconds(printed: string): number {
  const line = printed.trim().split('\n').at(-1) ?? ''
  const parts = Array.from(line.matchAll(/(\d+)m([\d.]+)s/g))
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  )
}
