import { ApiError, type Cause, type StatusDetails } from './apiError.ts'
import { type Named, qualifiedKind, qualifiedName } from './named.ts'

/** The request makes no sense. */
export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message)
}

/** Nobody known asks. */
export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized')
}

/** What is asked is not allowed to anybody. */
export function forbidden(
  resource: Named,
  name: string,
  why: string,
  causes: readonly Cause[] = [],
): ApiError {
  const message = `${qualifiedName(resource)} "${name}" is forbidden: ${why}`
  const more = causes.length === 0 ? {} : { causes }
  return new ApiError(403, 'Forbidden', message, {
    details: { ...detailsOf(resource, name), ...more },
  })
}

/** There is no such object. */
export function notFound(resource: Named, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualifiedName(resource)} "${name}" not found`, {
    details: detailsOf(resource, name),
  })
}

/** There is no such kind of object. */
export function noSuchResource(): ApiError {
  const message = 'the server could not find the requested resource'
  return new ApiError(404, 'NotFound', message, { details: {} })
}

/** Not with this method. */
export function notAllowed(): ApiError {
  const message = 'the server does not allow this method on the requested resource'
  return new ApiError(405, 'MethodNotAllowed', message, { details: {} })
}

/** There is one of that name. */
export function alreadyExists(resource: Named, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualifiedName(resource)} "${name}" already exists`, {
    details: detailsOf(resource, name),
  })
}

/** The object is not, or no longer, what the request takes it for. */
export function conflict(resource: Named, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": ${why}`
  return new ApiError(409, 'Conflict', message, { details: detailsOf(resource, name) })
}

/** What came can't be an object of its kind. */
export function invalid(resource: Named, name: string, causes: readonly Cause[]): ApiError {
  const { group, kind } = resource
  const told = causes.map(({ field, message }) => `${field}: ${message}`)
  const list = told.length === 1 ? told[0] : `[${told.join(', ')}]`
  const message = `${qualifiedKind(resource)} "${name}" is invalid: ${list}`
  return new ApiError(422, 'Invalid', message, {
    details: { name, ...(group === '' ? {} : { group }), kind, causes },
  })
}

/** What it reads from has been forgotten. */
export function expired(message: string, token?: string): ApiError {
  return new ApiError(410, 'Expired', message, token === undefined ? {} : { continue: token })
}

/** A failure that the real one gives no reason for. */
export function failure(message: string): ApiError {
  return new ApiError(500, undefined, message)
}

/** The body is of no type that is understood here. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new ApiError(415, 'UnsupportedMediaType', message)
}

function detailsOf({ group, plural }: Named, name: string): StatusDetails {
  return { name, ...(group === '' ? {} : { group }), kind: plural }
}
