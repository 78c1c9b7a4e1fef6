import type { Cell, Sample } from './cells.ts'

/** The samples of one cell, by the name of the server. */
export type Samples = ReadonlyMap<string, readonly Sample[]>

/** What is printed of a cell: the medians of all, and how many times faster the first is than each other. */
export function rowOf(cell: Cell, names: readonly string[], samples: Samples): readonly string[] {
  const rates = names.map(name => median(samples.get(name) ?? [], rateOf(cell)))
  const [first, ...others] = rates
  return [
    cell.label,
    ...rates.map(rate => (rate === undefined ? '' : `${figure(rate)} ${cell.unit}`)),
    ...others.map(other => ratioOf(cell, first, other)),
    ...names
      .map(name => median(samples.get(name) ?? [], cpuOf(cell)))
      .map(cpu => cpuText(cell, cpu)),
  ]
}

export function headOf(names: readonly string[]): readonly string[] {
  return [
    '',
    ...names,
    ...names.slice(1).map(name => `to ${name}`),
    ...names.map(name => `CPU, ${name}`),
  ]
}

/** Rows as a Markdown table. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map(() => '---'), ...rows]
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  return all
    .map(row => `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n')
}

function rateOf({ unit }: Cell): (sample: Sample) => number {
  return ({ amount, seconds }) => (unit === 's' ? seconds : amount / seconds)
}

function cpuOf({ unit }: Cell): (sample: Sample) => number {
  return ({ amount, cpu }) => (cpu / amount) * (unit === 'MB/s' ? 1e3 : unit === '/s' ? 1e6 : 1)
}

function cpuText({ unit }: Cell, cpu: number | undefined): string {
  if (cpu === undefined) return ''
  return unit === 'MB/s'
    ? `${cpu.toFixed(2)} s/GB`
    : unit === '/s'
      ? `${figure(cpu)} us`
      : `${figure(cpu)} s`
}

function ratioOf({ unit }: Cell, ours: number | undefined, other: number | undefined): string {
  if (ours === undefined || other === undefined) return ''
  const ratio = unit === 's' ? other / ours : ours / other
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)}x`
}

function median(samples: readonly Sample[], of: (sample: Sample) => number): number | undefined {
  const sorted = samples.map(of).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3)
}
