/** Lines of aligned columns under their headings. A heading that begins with `>` stands over numbers, which end where it ends. */
export function columns(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const titles = headings.map(heading => heading.replace(/^>/, ''))
  const lines = [titles, ...rows]
  const widths = titles.map((_, column) =>
    lines.reduce((most, row) => longer(most, row[column]), 0),
  )
  return lines.map(row =>
    titles
      .map((_, column) => cell(row, column))
      .join('  ')
      .trimEnd(),
  )

  function cell(row: readonly string[], column: number): string {
    const text = row[column] ?? ''
    const width = widths[column] ?? 0
    return headings[column]?.startsWith('>') ? text.padStart(width) : text.padEnd(width)
  }
}

function longer(most: number, text = ''): number {
  return Math.max(most, text.length)
}
