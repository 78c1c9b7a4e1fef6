import { createWriteStream, mkdirSync, openSync, type WriteStream } from 'node:fs'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'
import { Fault, messageOf, UsageFault } from '../base/fault.ts'
import {
  jsonLinesReporter,
  jsonReporter,
  linesReporter,
  liveReporter,
  type Reporter,
} from '../engine/report/index.ts'
import type { Terminal } from './command.ts'
import { wantsColour } from './terminal.ts'

export const OUTPUTS = ['auto', 'live', 'lines', 'json', 'jsonl'] as const

export interface ReporterOptions {
  readonly output: (typeof OUTPUTS)[number]
  readonly verbosity: number
  /** Also keep every event in this file, one JSON line each. */
  readonly file: string | undefined
}

/** The reporter that the options and the terminal ask for: live when a person looks, else lines. */
export function reporterFor(options: ReporterOptions, terminal: Terminal): Reporter {
  const shown = shownReporter(options, terminal)
  return options.file === undefined ? shown : both(shown, fileReporter(options.file))
}

function shownReporter({ output, verbosity }: ReporterOptions, terminal: Terminal): Reporter {
  const page = {
    print: terminal.out,
    columns: terminal.columns,
    colour: wantsColour(terminal),
    verbosity,
  }
  const kind = output === 'auto' ? (terminal.interactive ? 'live' : 'lines') : output
  switch (kind) {
    case 'live':
      return liveReporter(page)
    case 'lines':
      return linesReporter(page)
    case 'json':
      return jsonReporter(page)
    case 'jsonl':
      return jsonLinesReporter(page)
    default:
      return kind satisfies never
  }
}

function fileReporter(path: string): Reporter {
  const stream = openReport(path)
  const { report } = jsonLinesReporter({ print: text => void stream.write(text) })
  return {
    report,
    async close() {
      stream.end()
      try {
        await finished(stream)
      } catch (error) {
        const cause = messageOf(error)
        throw new Fault(`the report ${path} is not complete: ${cause}`, { cause: error })
      }
    },
  }
}

/** Opened at once: a run whose report nobody will be able to read must not begin. */
function openReport(path: string): WriteStream {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const stream = createWriteStream(path, { fd: openSync(path, 'w', 0o600) })
    // What goes wrong later is told at the end.
    return stream.on('error', () => undefined)
  } catch (error) {
    throw new UsageFault(`--report ${path}: ${messageOf(error)}`, { cause: error })
  }
}

function both(first: Reporter, second: Reporter): Reporter {
  return {
    report(event) {
      first.report(event)
      second.report(event)
    },
    async close() {
      await Promise.all([first.close(), second.close()])
    },
  }
}
