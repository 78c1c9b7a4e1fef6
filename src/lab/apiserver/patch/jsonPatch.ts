import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ApiError } from '../model/apiError.ts'
import { badRequest } from '../model/errors.ts'
import { addAt, readAt, removeAt, type Steps, stepsOf } from './pointer.ts'

const path = z.string().regex(/^(\/.*)?$/s)
const from = path
const value = z.unknown().refine(given => given !== undefined)
const operation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('add'), path, value }),
  z.object({ op: z.literal('replace'), path, value }),
  z.object({ op: z.literal('test'), path, value }),
  z.object({ op: z.literal('remove'), path }),
  z.object({ op: z.literal('move'), path, from }),
  z.object({ op: z.literal('copy'), path, from }),
])
type Operation = z.infer<typeof operation>

const MOST_OPERATIONS = 10_000

/** What a JSON patch (RFC 6902) makes of a document, all of it or nothing. Throws an ApiError for one that can't be applied. */
export function jsonPatch(document: unknown, patch: unknown): unknown {
  const operations = z.array(operation).max(MOST_OPERATIONS).safeParse(patch)
  if (!operations.success)
    throw badRequest(
      `the JSON patch can't be read: ${operations.error.issues[0]?.path.join('.')}: ${operations.error.issues[0]?.message}`,
    )
  return operations.data.reduce(apply, document)
}

function apply(document: unknown, operation: Operation): unknown {
  const to = stepsOf(operation.path)
  switch (operation.op) {
    case 'add':
      return added(document, to, operation.value)
    case 'remove':
      return removed(document, to)
    case 'replace':
      // At the root there is nothing to remove from.
      return to.length === 0 ? operation.value : added(removed(document, to), to, operation.value)
    case 'move':
      return added(removed(document, stepsOf(operation.from)), to, found(document, operation.from))
    case 'copy':
      return added(document, to, found(document, operation.from))
    case 'test':
      if (isDeepStrictEqual(found(document, operation.path), operation.value)) return document
      throw rejected()
    default:
      return operation satisfies never
  }
}

function found(document: unknown, pointer: string): unknown {
  return orRejected(readAt(document, stepsOf(pointer)))
}

function added(document: unknown, at: Steps, added: unknown): unknown {
  return orRejected(addAt(document, at, added))
}

function removed(document: unknown, at: Steps): unknown {
  return orRejected(removeAt(document, at))
}

function orRejected(result: unknown): unknown {
  if (result === undefined) throw rejected()
  return result
}

function rejected(): ApiError {
  const message = 'the server rejected our request due to an error in our request'
  return new ApiError(422, 'Invalid', message, { details: {} })
}
