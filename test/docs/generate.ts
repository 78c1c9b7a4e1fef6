import { writeFileSync } from 'node:fs'
import { GENERATORS } from './generators.ts'
import { pages } from './pages.ts'
import { filled } from './regions.ts'

/** `npm run docs`: writes the generated regions of every page anew. */
for (const { file, text } of pages()) {
  const current = await filled(text, GENERATORS)
  if (current === text) continue
  writeFileSync(file, current)
  process.stdout.write(`${file} is current again\n`)
}
