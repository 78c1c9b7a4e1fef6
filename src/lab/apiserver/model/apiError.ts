/** A part of an object that is wrong, as a Status lists it. */
export interface Cause {
  readonly field: string
  readonly reason: string
  readonly message: string
}

export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly Partial<Cause>[]
  readonly retryAfterSeconds?: number
}

/** An answer that tells what became of a request instead of showing an object. */
export interface Status {
  readonly kind: 'Status'
  readonly apiVersion: 'v1'
  readonly metadata: { readonly continue?: string }
  readonly status: 'Success' | 'Failure'
  readonly message?: string
  readonly reason?: string
  readonly details?: StatusDetails
  readonly code?: number
}

/** A request that failed, for its client to read. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: number
  readonly status: Status

  constructor(
    code: number,
    reason: string | undefined,
    message: string,
    more: { readonly details?: StatusDetails; readonly continue?: string } = {},
  ) {
    super(message)
    this.code = code
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: more.continue === undefined ? {} : { continue: more.continue },
      status: 'Failure',
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(more.details ? { details: more.details } : {}),
      code,
    }
  }
}

/** What a successful request that leaves no object to show is answered with. */
export function success(details: StatusDetails): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }
}
