import type { Fields } from '../../files/fields.ts'

/** Facts that the host's owner put into its facts directory: JSON, or INI with sections. */
export function localFacts(fields: Fields): Record<string, unknown> {
  const found = Object.entries(fields).flatMap(([field, text = '']): [string, unknown][] => {
    const [, name] = /^local_(.+)_fact$/.exec(field) ?? []
    return name === undefined ? [] : [[name, parsed(text)]]
  })
  return { local: Object.fromEntries(found) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the other form.
    return sectionsOf(text)
  }
}

function sectionsOf(text: string): Record<string, unknown> {
  const sections: Record<string, Record<string, string>> = {}
  let section: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const [, title] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? []
    const [, name, value] = /^\s*([^#;=:[\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
    if (title !== undefined) {
      section = {}
      sections[title] = section
    } else if (name !== undefined && value !== undefined) section[name.toLowerCase()] = value
  }
  return sections
}
