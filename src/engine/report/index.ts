export { jsonLinesReporter, jsonReporter } from './json.ts'
export { linesReporter } from './lines.ts'
export { liveReporter } from './live.ts'
export type { Page, Reporter } from './reporter.ts'
