import { help } from './commandHelp.ts'
import { fence } from './markdown.ts'

/** Every command as its own `--help` tells of it. */
export async function commandsText(): Promise<string> {
  const parts = (await help()).map(({ words, text }) => {
    const title = ['wharf', ...words].join(' ')
    return `## ${title}\n\n${fence('text', words.length === 0 ? text : withoutCommon(text))}`
  })
  return parts.join('\n')
}

/** Every command has these; the first one's help shows them. */
function withoutCommon(text: string): string {
  return text.replaceAll(/^ +--(help|version|debug) .*\n/gm, '').replace(/\n*Options:\n*$/, '\n')
}
