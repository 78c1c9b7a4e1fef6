import {
  CORE_SCHEMA,
  constructFromEvents,
  defineScalarTag,
  dump,
  EVENT_ID,
  type Event,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  YAMLException,
} from 'js-yaml'
import { offsetInText } from './align.ts'
import { Fault, type Place } from './fault.ts'

/** The way from the root of a document to a node: mapping keys and sequence indexes. */
export type Path = readonly (string | number)[]

/** Where each node of a document stands in its text. */
export interface Places {
  /** The place of the mapping key that ends the path; of the value where there is no key. */
  key(path: Path): Place
  /** The place where the value at the path begins. An unknown path gives its nearest known ancestor. */
  value(path: Path): Place
  /** The place of a part of the text at the path; `value` is that text as parsed. */
  inside?(path: Path, value: string, part: { readonly start: number; readonly end: number }): Place
}

/** A parsed YAML text: its value and where everything in it stands. */
export interface YamlDocument {
  readonly value: unknown
  readonly places: Places
}

/** A value that still knows where it was written. `at` is its path in its document. */
export interface Located<T = unknown> {
  readonly value: T
  readonly at: Path
  /** Absent for values that no file holds: facts, registered results, the command line. */
  readonly places?: Places
}

/** The node below a located value, one or more steps down. */
export function below(located: Located, ...steps: Path): Located {
  let value = located.value
  for (const step of steps) value = (value as Record<string | number, unknown> | undefined)?.[step]
  return { ...located, value, at: [...located.at, ...steps] }
}

/** Where a located value begins, or undefined where no file holds it. */
export function placeOf(located: Located): Place | undefined {
  return located.places?.value(located.at)
}

/** A value that no file holds. */
export function unplaced<T>(value: T): Located<T> {
  return { value, at: [] }
}

/** Octal as Ansible's users write modes (0644, 0o644), beside YAML 1.2's integers. */
const int = defineScalarTag('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: [...'-+0123456789'],
  identify: value => Number.isInteger(value),
  resolve: text => {
    if (/^[-+]?(0|[1-9][0-9]*)$/.test(text)) return Number(text)
    if (/^0o?[0-7]+$/.test(text)) return Number.parseInt(text.replace('o', ''), 8)
    if (/^0x[0-9a-fA-F]+$/.test(text)) return Number.parseInt(text, 16)
    return NOT_RESOLVED
  },
})

const WORDS: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  false: false,
  no: false,
  off: false,
}

/** The booleans of PyYAML, which playbooks are written in. */
const bool = defineScalarTag('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: [...'tTyYoOfFnN'],
  identify: value => typeof value === 'boolean',
  resolve: text => {
    const cased = [text.toLowerCase(), text.toUpperCase(), capitalised(text)].includes(text)
    return (cased ? WORDS[text.toLowerCase()] : undefined) ?? NOT_RESOLVED
  },
})

const SCHEMA = CORE_SCHEMA.withTags(mergeTag, int, bool)

/**
 * Parses one YAML document with the house schema: YAML 1.2 core, with `<<` merges, octal modes and PyYAML's booleans.
 * An empty text is `undefined`. Throws a Fault with the place for anything malformed (tabs, duplicate keys, two documents).
 */
export function parseYaml(text: string, file: string): YamlDocument {
  const lines = text.split('\n')
  try {
    const events = parseEvents(text, { filename: file })
    const documents = constructFromEvents(events, { source: text, filename: file, schema: SCHEMA })
    if (documents.length > 1)
      throw new Fault('more than one YAML document', { place: { file, line: 1, column: 1 } })
    return { value: documents[0] ?? undefined, places: placesOf(text, lines, file, events) }
  } catch (error) {
    throw error instanceof YAMLException ? malformed(error, file, lines) : error
  }
}

/** Parses a stream of YAML documents, places left out: for manifests, not for what users debug. */
export function parseYamlStream(text: string, file: string): unknown[] {
  try {
    return constructFromEvents(parseEvents(text, { filename: file }), {
      source: text,
      filename: file,
      schema: SCHEMA,
    })
  } catch (error) {
    throw error instanceof YAMLException ? malformed(error, file, text.split('\n')) : error
  }
}

/** Prints a value as YAML that any YAML 1.1 or 1.2 reader takes back. */
export function toYaml(value: unknown): string {
  return dump(value, { lineWidth: -1 })
}

function malformed(error: YAMLException, file: string, lines: readonly string[]): Fault {
  const bare = error.reason.includes('complex keys') ? lines.findIndex(isBareTemplate) : -1
  if (bare >= 0) return unquoted(error, { file, line: bare + 1, source: lines[bare] ?? '' })
  const line = (error.mark?.line ?? 0) + 1
  const source = lines[line - 1] ?? ''
  const tab = /^\s*\t/.test(source)
  const place = { file, line, column: (error.mark?.column ?? 0) + 1, source }
  const message = tab
    ? 'a tab character is used for indentation'
    : `not valid YAML: ${error.reason}`
  return new Fault(message, { place, hint: tab ? 'indent with spaces' : undefined, cause: error })
}

function isBareTemplate(line: string): boolean {
  return /(^|[:-])\s+\{\{/.test(line)
}

/** What YAML takes for a mapping inside a mapping is nearly always a template without its quotes. */
function unquoted(error: YAMLException, at: { file: string; line: number; source: string }): Fault {
  return new Fault('a value that begins with {{ has to be quoted', {
    place: { ...at, column: at.source.indexOf('{{') + 1, length: 2 },
    hint: 'write it as "{{ ... }}"',
    cause: error,
  })
}

function placesOf(
  text: string,
  lines: readonly string[],
  file: string,
  events: readonly Event[],
): Places {
  const starts = lineStarts(lines)
  const placeAt = (offset: number, length = 1): Place => {
    const line = upperBound(starts, offset)
    const column = offset - (starts[line - 1] ?? 0) + 1
    return { file, line, column, source: lines[line - 1] ?? '', length }
  }
  const { keys, values } = offsetsOf(text, events)
  const near = (found: ReadonlyMap<string, Span>, path: Path): Place => {
    for (let length = path.length; length >= 0; length--) {
      const name = JSON.stringify(path.slice(0, length))
      const span = found.get(name) ?? values.get(name)
      if (span) return placeAt(span.start, span.length)
    }
    return placeAt(0)
  }
  return {
    key: path => near(keys, path),
    value: path => near(values, path),
    inside: (path, value, { start, end }) => {
      const span = nearestSpan(values, path)
      const written = text.slice(span.start, span.start + span.length)
      return placeAt(span.start + offsetInText(written, value, start), Math.max(1, end - start))
    },
  }
}

/** The span of the value at a path, or of its nearest ancestor that the text has. */
function nearestSpan(values: ReadonlyMap<string, Span>, path: Path): Span {
  const span = values.get(JSON.stringify(path))
  if (span) return span
  return path.length === 0 ? { start: 0, length: 1 } : nearestSpan(values, path.slice(0, -1))
}

interface Offsets {
  readonly keys: Map<string, Span>
  readonly values: Map<string, Span>
}

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>

interface Span {
  readonly start: number
  readonly length: number
}

interface Frame {
  readonly path: Path
  readonly mapping: boolean
  count: number
  key: string
}

/** Replays the parser's events, noting where each key and value starts. */
function offsetsOf(text: string, events: readonly Event[]): Offsets {
  const found: Offsets = { keys: new Map(), values: new Map() }
  const open: (Frame | undefined)[] = []
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) open.push(undefined)
    else if (event.type === EVENT_ID.POP) open.pop()
    else {
      const path = note(event, open.at(-1), text, found)
      const mapping = event.type === EVENT_ID.MAPPING
      if (mapping || event.type === EVENT_ID.SEQUENCE)
        open.push({ path, mapping, count: 0, key: '' })
    }
  }
  return found
}

/** Records one node under its parent and returns its path. */
function note(event: NodeEvent, parent: Frame | undefined, text: string, found: Offsets): Path {
  const span = spanOf(event)
  const isKey = parent?.mapping === true && parent.count % 2 === 0
  if (parent && isKey) parent.key = text.slice(span.start, span.start + span.length)
  const path = pathIn(parent)
  const kind = isKey ? found.keys : found.values
  kind.set(JSON.stringify(path), span)
  if (parent) parent.count++
  return path
}

function pathIn(parent: Frame | undefined): Path {
  if (!parent) return []
  return [...parent.path, parent.mapping ? parent.key : parent.count]
}

function spanOf(event: NodeEvent): Span {
  if (event.type === EVENT_ID.SCALAR) {
    return { start: event.valueStart, length: Math.max(1, event.valueEnd - event.valueStart) }
  }
  if (event.type === EVENT_ID.ALIAS) {
    return { start: event.anchorStart, length: event.anchorEnd - event.anchorStart }
  }
  return { start: event.start, length: 1 }
}

function lineStarts(lines: readonly string[]): number[] {
  let offset = 0
  return lines.map(line => {
    const start = offset
    offset += line.length + 1
    return start
  })
}

/** How many of the sorted numbers are at most `limit`. */
function upperBound(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()
}
