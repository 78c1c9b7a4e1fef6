import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/**
 * Runs uvu (its arguments are ours) and fails for what uvu forgives: a suite whose set-up threw, so that its tests never
 * ran, and a run of no test at all. Arguments after a `--` are another run beside the first, so that one's waiting is the
 * other's working. Ends with one line that counts.
 */
const colour = process.stdout.isTTY && !process.env['NO_COLOR'] ? [] : ['--no-color']
const results = await Promise.all(runsOf(process.argv.slice(2)).map(run))
const passed = results.reduce((sum, result) => sum + result.passed, 0)
const failed = results.reduce((sum, result) => sum + result.failed, 0)
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 || results.some(({ isGood }) => !isGood) ? 1 : 0

interface Result {
  readonly passed: number
  readonly failed: number
  readonly isGood: boolean
}

function runsOf(words: readonly string[]): string[][] {
  const runs: string[][] = [[]]
  for (const word of words) {
    if (word === '--') runs.push([])
    else runs.at(-1)?.push(word)
  }
  return runs
}

/** The first run is shown as it goes, another one when it has ended. */
async function run(words: readonly string[], index: number): Promise<Result> {
  const uvu = ['--import', 'tsx', 'node_modules/uvu/bin.js', ...words, ...colour]
  const child = spawn(process.execPath, uvu, { stdio: ['ignore', 'pipe', 'inherit'] })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (index === 0) process.stdout.write(chunk)
    text += chunk
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  if (index > 0) process.stdout.write(text)
  return resultOf(text, code)
}

function resultOf(text: string, code: number | null): Result {
  const suites = [...stripVTControlCharacters(text).matchAll(/\((\d+) \/ (\d+)\)\n/g)]
  const passed = suites.reduce((sum, [, ran]) => sum + Number(ran), 0)
  const failed = suites.reduce((sum, [, ran, all]) => sum + Number(all) - Number(ran), 0)
  const unready = suites.filter(([, ran, all]) => ran === '0' && all !== '0').length
  if (unready > 0) process.stdout.write(`\n${unready} suites ran no test: their set-up failed\n`)
  return { passed, failed, isGood: code === 0 && passed > 0 }
}
