import { OciError } from '../oci/index.ts'

/** What the system's word for a trouble of the storage means to a client. Whether it may pass decides who tries again. */
const TROUBLES: Readonly<
  Record<string, readonly [code: 'UNAVAILABLE' | 'UNKNOWN', because: string]>
> = {
  ENOSPC: ['UNAVAILABLE', 'the storage is full'],
  EDQUOT: ['UNAVAILABLE', 'the storage is full'],
  EROFS: ['UNAVAILABLE', 'the storage is read-only'],
  EMFILE: ['UNAVAILABLE', 'too many files are open'],
  ENFILE: ['UNAVAILABLE', 'too many files are open'],
  ESTALE: ['UNAVAILABLE', 'the storage changed under us'],
  EIO: ['UNKNOWN', 'the storage failed'],
  EACCES: ['UNKNOWN', 'the storage failed'],
  EPERM: ['UNKNOWN', 'the storage failed'],
}

/** What a client is told of an error that nobody foresaw. Its own words are for the log. */
export function unexpected(error: unknown): OciError {
  const { code = '' } = (error ?? {}) as NodeJS.ErrnoException
  const known = TROUBLES[code]
  if (known === undefined) return new OciError('UNKNOWN', { cause: error })
  return new OciError(known[0], { because: known[1], cause: error })
}
