import type { z } from 'zod'
import { Fault, type Place } from './fault.ts'
import { didYouMean } from './suggest.ts'
import type { Path, Places } from './yaml.ts'

/** What is being checked, for messages, and where it stands in its file. */
export interface Subject {
  /** How the message begins: `copy`, `play`, `config`. */
  readonly name: string
  readonly places?: Places
  /** Where the value stands in the document. */
  readonly at?: Path
  /** Where a value came from that the file doesn't have: `environment variable X`. */
  origin?(at: Path): string | undefined
}

/** Checks a value against a schema. Throws one Fault for the first thing wrong: what, where, and the nearest known key. */
export function parseWith<T extends z.ZodType>(
  schema: T,
  value: unknown,
  subject: Subject,
): z.output<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const { issues } = parsed.error
  // A misspelt key often leaves the right one missing: the misspelling is what to say.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  throw faultOf(issue, schema, subject)
}

function faultOf(issue: z.core.$ZodIssue | undefined, schema: z.ZodType, subject: Subject): Fault {
  if (!issue) return new Fault(`${subject.name}: invalid`)
  const path = issue.path.map(step => (typeof step === 'symbol' ? String(step) : step))
  const at = [...(subject.at ?? []), ...path]
  const origin = subject.origin?.(at)
  const subjectName = origin === undefined ? subject.name : `${subject.name}: ${origin}`
  const placed = (place: Place | undefined): { place?: Place } =>
    origin === undefined && place ? { place } : {}
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const known = keysAt(schema, path)
    const inside = path.length === 0 ? '' : ` in "${path.join('.')}"`
    const message = `${subjectName}: unknown key "${key}"${inside}${didYouMean(key, known)}`
    const hint = known.length === 0 ? undefined : `known keys: ${known.join(', ')}`
    return new Fault(message, { ...placed(subject.places?.key([...at, key])), hint })
  }
  const name = path.length === 0 ? '' : `"${path.join('.')}": `
  const message = `${subjectName}: ${name}${lowered(issue.message)}`
  return new Fault(message, placed(subject.places?.value(at)))
}

/** The keys that an object schema knows at a path; nothing where the schema there is not a plain object. */
function keysAt(schema: unknown, path: Path): string[] {
  let here = schema
  for (const step of path) here = within(unwrapped(here), step)
  const shape = shapeOf(unwrapped(here))
  return shape ? Object.keys(shape) : []
}

function within(schema: unknown, step: string | number): unknown {
  if (typeof step === 'number') return (schema as { element?: unknown } | undefined)?.element
  return shapeOf(schema)?.[step] ?? (schema as { valueType?: unknown } | undefined)?.valueType
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return (schema as { shape?: Record<string, unknown> } | undefined)?.shape
}

/** Looks through optional, default, nullable and pipe wrappers. */
function unwrapped(schema: unknown): unknown {
  const inner = (schema as { def?: { innerType?: unknown; in?: unknown } } | undefined)?.def
  const next = inner?.innerType ?? inner?.in
  return next === undefined ? schema : unwrapped(next)
}

function lowered(message: string): string {
  return message
    .replace(/^Invalid input: /, '')
    .replace(/^expected .*, received undefined$/, 'missing')
    .replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())
}
