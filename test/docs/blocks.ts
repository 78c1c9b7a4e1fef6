import type { Page } from './pages.ts'

/** A fenced block of a page: "yaml playbook" has the language yaml and is a playbook. */
export interface Block {
  readonly language: string
  readonly kind: string
  readonly text: string
  /** For messages. */
  readonly place: string
}

/** The fenced blocks of a page. */
export function blocksIn({ file, text }: Page): readonly Block[] {
  return [...text.matchAll(/^```(\w*) ?(\w*)\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: kind = '', 3: body = '', index }) => ({
      language,
      kind,
      text: body,
      place: `${file}:${text.slice(0, index).split('\n').length}`,
    }),
  )
}
