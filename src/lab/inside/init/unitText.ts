/** One `Key=value` line of a unit file. An empty value takes back what was assigned before. */
export interface Setting {
  readonly section: string
  readonly key: string
  readonly value: string
}

/** The assignments of a unit file in order: comments dropped, continued lines joined. Lines that assign nothing are passed over. */
export function parseUnitText(text: string): Setting[] {
  const settings: Setting[] = []
  let section = ''
  for (const line of joinedLines(text)) {
    const header = /^\[(.+)\]$/.exec(line)
    const assignment = /^([^=\s]+)\s*=\s*(.*)$/.exec(line)
    if (header) section = header[1] ?? ''
    else if (assignment)
      settings.push({ section, key: assignment[1] ?? '', value: assignment[2] ?? '' })
  }
  return settings
}

/** Logical lines: a backslash at the end continues on the next line that is no comment. */
function joinedLines(text: string): string[] {
  const lines: string[] = []
  let begun = ''
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (/^[#;]/.test(line)) continue
    if (line.endsWith('\\')) {
      begun += `${line.slice(0, -1)} `
      continue
    }
    lines.push((begun + line).trim())
    begun = ''
  }
  return begun === '' ? lines : [...lines, begun.trim()]
}
