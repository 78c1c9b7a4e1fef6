import type { Report } from '../module/index.ts'

/** Something that shows a run while it happens. */
export interface Reporter {
  readonly report: Report
  /** Resolves when everything reported so far is shown. */
  close(): Promise<void>
}

/** Where and how a reporter prints. */
export interface Page {
  print(text: string): void
  readonly columns: number
  readonly colour: boolean
  /** How many -v were given. */
  readonly verbosity: number
}
