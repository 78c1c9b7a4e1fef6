import { OciError } from './error.ts'

/** Bytes of an object, the last one included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The part of an object that a Range header asks for; undefined means all of it, as for several ranges or another unit.
 * Throws OciError when no byte of the object is in the range.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(/\s/g, '') ?? '')
  const [, first = '', last = ''] = match ?? []
  if (!match || (first === '' && last === '')) return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start > end) {
    throw new OciError('RANGE_INVALID', { headers: { 'Content-Range': `bytes */${size}` } })
  }
  return { start, end }
}

/** Where a chunk of an upload belongs: `0-99`, in HTTP's own spelling too. Throws OciError for what is no range. */
export function parseContentRange(header: string | undefined): ByteRange | undefined {
  if (header === undefined) return undefined
  const [, first, last] = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/(?:\d+|\*))?$/.exec(header.trim()) ?? []
  const [start, end] = [Number(first), Number(last)]
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start <= end) {
    return { start, end }
  }
  throw new OciError('RANGE_INVALID', { because: `not a range: ${header}` })
}
