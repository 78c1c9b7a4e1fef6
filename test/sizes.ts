import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Prints how long the source files are: our budget is a median of 80, nine in ten below 200, none above 300 but tables. */
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => ({ name, lines: readFileSync(join('src', name), 'utf8').split('\n').length - 1 }))
  .sort((a, b) => a.lines - b.lines)
const at = (share: number): number => files[Math.floor((files.length - 1) * share)]?.lines ?? 0
const longest = files.slice(-5).map(({ name, lines }) => `${name} ${lines}`)
process.stdout.write(
  `${files.length} files: median ${at(0.5)} lines, p90 ${at(0.9)}, longest ${longest.reverse().join(', ')}\n`,
)
