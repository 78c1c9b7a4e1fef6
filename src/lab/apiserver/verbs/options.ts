import type { FieldValidation } from './written.ts'

/** What comes with a request that writes. */
export interface WriteOptions {
  readonly body: unknown
  /** Nothing is kept. */
  readonly isDryRun: boolean
  readonly validation: FieldValidation
}

const VALIDATIONS: readonly FieldValidation[] = ['Ignore', 'Strict', 'Warn']

/** Reads what the query of a request that writes says. */
export function writeOptions(query: URLSearchParams, body: unknown): WriteOptions {
  const asked = query.get('fieldValidation')
  return {
    body,
    isDryRun: query.getAll('dryRun').includes('All'),
    validation: VALIDATIONS.find(each => each === asked) ?? 'Warn',
  }
}
