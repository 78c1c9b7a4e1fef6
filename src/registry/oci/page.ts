import { OciError } from './error.ts'

/** Which part of a sorted list a client asks for. */
export interface Page {
  /** How many at most; undefined means all of them. */
  readonly count: number | undefined
  /** Only what sorts after it. It need not be in the list. */
  readonly after: string | undefined
}

/** Reads `n` and `last`. Throws OciError for an `n` that is no count. */
export function parsePage(query: URLSearchParams, most: number): Page {
  const n = query.get('n')
  if (n !== null && !/^\d+$/.test(n)) {
    throw new OciError('PAGINATION_NUMBER_INVALID', { detail: { n } })
  }
  return {
    count: n === null ? undefined : Math.min(Number(n), most),
    after: query.get('last') ?? undefined,
  }
}

/** The asked part of a sorted list, and where the next one starts if there is more. */
export function pageOf<T extends string>(
  sorted: readonly T[],
  { count, after }: Page,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const start = after === undefined ? 0 : firstAfter(sorted, after)
  const items = sorted.slice(start, count === undefined ? undefined : start + count)
  const isCut = items.length > 0 && start + items.length < sorted.length
  return { items, next: isCut ? items.at(-1) : undefined }
}

function firstAfter(sorted: readonly string[], after: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') > after) high = middle
    else low = middle + 1
  }
  return low
}
