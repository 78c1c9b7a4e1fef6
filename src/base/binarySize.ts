const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

/** A number of bytes as people read it: `264B`, `1.5GiB`. */
export function binarySize(bytes: number): string {
  const step = bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10)
  const unit = UNITS[step] ?? 'PiB'
  const count = bytes / 1024 ** UNITS.indexOf(unit)
  // Three digits say enough, and no number ends in `.0`.
  return `${count < 100 ? Number(count.toFixed(1)) : Math.round(count)}${unit}`
}
