import { main } from '../../src/cli/index.ts'

export interface CommandHelp {
  /** The words that name the command. */
  readonly words: readonly string[]
  readonly text: string
}

/** Prints the help of all commands as JSON: a program of its own. */
const found: CommandHelp[] = []
await collect([])
process.stdout.write(JSON.stringify(found))

async function collect(words: readonly string[]): Promise<void> {
  const text = await helpOf(words)
  found.push({ words, text })
  const inner = [...text.matchAll(/^ {2}wharf ((?:\w[\w-]* )*\w[\w-]*)(?= )/gm)]
  for (const [, name = ''] of inner) {
    const next = name.split(' ')
    if (next.length > words.length) await collect(next)
  }
}

async function helpOf(words: readonly string[]): Promise<string> {
  const { write } = process.stdout
  let text = ''
  process.stdout.write = chunk => {
    text += chunk
    return true
  }
  try {
    await main([...words, '--help'])
  } finally {
    process.stdout.write = write
  }
  return `${text.trim()}\n`
}
