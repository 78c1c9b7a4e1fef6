import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'

/**
 * Runs uvu (its arguments are ours) and fails for what uvu forgives: a suite whose set-up threw, so that its tests never
 * ran, and a run of no test at all. Ends with one line that counts.
 */
const colour = process.stdout.isTTY && !process.env['NO_COLOR'] ? [] : ['--no-color']
const uvu = ['--import', 'tsx', 'node_modules/uvu/bin.js', ...process.argv.slice(2), ...colour]
const child = spawn(process.execPath, uvu, { stdio: ['ignore', 'pipe', 'inherit'] })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))

let text = ''
child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
  process.stdout.write(chunk)
  text += chunk
})

child.on('close', code => {
  const suites = [...stripVTControlCharacters(text).matchAll(/\((\d+) \/ (\d+)\)\n/g)]
  const passed = suites.reduce((sum, [, ran]) => sum + Number(ran), 0)
  const failed = suites.reduce((sum, [, ran, all]) => sum + Number(all) - Number(ran), 0)
  const unready = suites.filter(([, ran, all]) => ran === '0' && all !== '0').length
  if (unready > 0) process.stdout.write(`\n${unready} suites ran no test: their set-up failed\n`)
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  process.exitCode = code !== 0 || failed > 0 || passed === 0 ? 1 : 0
})
