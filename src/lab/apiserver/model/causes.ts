import type { Cause } from './apiError.ts'

/** The value of a field can't be. */
export function invalidValue(field: string, value: unknown, why: string): Cause {
  const message = `Invalid value: ${JSON.stringify(value)}: ${why}`
  return { field, reason: 'FieldValueInvalid', message }
}

/** A field is missing. */
export function requiredValue(field: string, why?: string): Cause {
  const message = why === undefined ? 'Required value' : `Required value: ${why}`
  return { field, reason: 'FieldValueRequired', message }
}

/** A field must not be changed, or not be there. */
export function forbiddenValue(field: string, why: string): Cause {
  return { field, reason: 'FieldValueForbidden', message: `Forbidden: ${why}` }
}

/** A field holds too much. */
export function tooLong(field: string, bytes: number): Cause {
  const message = `Too long: may not be more than ${bytes} bytes`
  return { field, reason: 'FieldValueTooLong', message }
}

/** A field that stays what it was. */
export function immutable(field: string, value: unknown): Cause {
  return invalidValue(field, value, 'field is immutable')
}

/** The value of a field is none of those that it may have. */
export function unsupportedValue(field: string, value: string, known: readonly string[]): Cause {
  const names = known.map(name => JSON.stringify(name)).join(', ')
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${names}`
  return { field, reason: 'FieldValueNotSupported', message }
}
