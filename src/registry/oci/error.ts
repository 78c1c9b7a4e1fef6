const CODES = {
  UNKNOWN: [500, 'unknown error'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
  UNAUTHORIZED: [401, 'authentication required'],
  DENIED: [403, 'requested access to the resource is denied'],
  UNAVAILABLE: [503, 'service unavailable'],
  TOOMANYREQUESTS: [429, 'too many requests'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  SIZE_INVALID: [400, 'provided length did not match content length'],
  RANGE_INVALID: [416, 'invalid content range'],
  NAME_INVALID: [400, 'invalid repository name'],
  TAG_INVALID: [400, 'manifest tag did not match URI'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNVERIFIED: [400, 'manifest failed signature verification'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  BLOB_UPLOAD_INVALID: [404, 'blob upload invalid'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof CODES

export interface OciErrorMore {
  readonly detail?: unknown
  /** One error of the same code for each, instead of `detail`. */
  readonly details?: readonly unknown[]
  /** Added to the message: of a refused request, Docker shows its user the message alone. */
  readonly because?: string
  /** Where the code's own status is not the right one. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** An error whose reader is an HTTP client. The code is API, the wording is not. */
export class OciError extends Error {
  override readonly name = 'OciError'
  readonly code: ErrorCode
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** What `errors` of the body say, one each. */
  readonly details: readonly unknown[]

  constructor(code: ErrorCode, more: OciErrorMore = {}) {
    const [status, message] = CODES[code]
    super(more.because === undefined ? message : `${message}: ${more.because}`, {
      cause: more.cause,
    })
    this.code = code
    this.status = more.status ?? status
    this.headers = more.headers ?? {}
    this.details = more.details ?? [more.detail]
  }

  /** The body that the distribution specification asks for. */
  toJSON(): object {
    const { code, message } = this
    return { errors: this.details.map(detail => ({ code, message, detail })) }
  }
}
