import type { Cause } from '../model/apiError.ts'
import { unsupportedValue } from '../model/causes.ts'
import { invalid } from '../model/errors.ts'
import { isFields } from '../model/object.ts'
import type { Verb } from '../model/resource.ts'
import type { FieldValidation } from './written.ts'

/** What comes with a request that writes. */
export interface WriteOptions {
  readonly body: unknown
  /** Nothing is kept. */
  readonly isDryRun: boolean
  readonly validation: FieldValidation
}

/** What the options of a verb are called. Those that only read have none of these. */
const KINDS: Readonly<Partial<Record<Verb, string>>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
}
const DRY_RUNS = ['All']
const VALIDATIONS: readonly FieldValidation[] = ['Ignore', 'Strict', 'Warn']

/** Reads how a request wants to write. Throws an ApiError for a wish that is unknown: what was to be tried must not be done. */
export function writeOptions(verb: Verb, query: URLSearchParams, body: unknown): WriteOptions {
  const kind = KINDS[verb]
  const dryRuns = [...query.getAll('dryRun'), ...(kind === KINDS.delete ? dryRunsIn(body) : [])]
  const asked = query.get('fieldValidation') || 'Warn'
  const validation = VALIDATIONS.find(each => each === asked)
  const wrong: readonly Cause[] = [
    ...dryRuns
      .filter(each => !DRY_RUNS.includes(each))
      .map(each => unsupportedValue('dryRun', each, DRY_RUNS)),
    ...(validation ? [] : [unsupportedValue('fieldValidation', asked, VALIDATIONS)]),
  ]
  if (kind !== undefined && wrong.length > 0)
    throw invalid({ group: 'meta.k8s.io', kind, plural: '' }, '', wrong)
  return { body, isDryRun: dryRuns.length > 0, validation: validation ?? 'Warn' }
}

/** A deletion may bring its options as its body. */
function dryRunsIn(body: unknown): readonly string[] {
  const { dryRun } = isFields(body) ? body : {}
  return Array.isArray(dryRun) ? dryRun.map(String) : []
}
