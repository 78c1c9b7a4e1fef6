import { ApiError } from '../model/apiError.ts'
import { failure } from '../model/errors.ts'

/** The version that a query asks for, undefined for any. Throws an ApiError for one that is none, or is still to come. */
export function versionAsked(query: URLSearchParams, current: number): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (!/^\d*$/.test(text))
    throw failure(
      `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    )
  const version = Number(text)
  if (version === 0) return undefined
  if (version > current) throw tooLarge(version, current)
  return version
}

function tooLarge(version: number, current: number): ApiError {
  const message = `Timeout: Too large resource version: ${version}, current: ${current}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }]
  return new ApiError(504, 'Timeout', message, { details: { causes, retryAfterSeconds: 1 } })
}
