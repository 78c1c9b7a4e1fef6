export { jsonLinesReporter, jsonReporter } from './json.ts'
export { linesReporter } from './lines.ts'
export { liveReporter } from './live.ts'
export type { Reporter } from './reporter.ts'
