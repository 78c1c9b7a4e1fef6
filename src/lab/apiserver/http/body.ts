import type { IncomingMessage } from 'node:http'
import { messageOf } from '../../../base/fault.ts'
import { parseYaml } from '../../../base/yaml.ts'
import { ApiError } from '../model/apiError.ts'
import { badRequest, unsupportedMediaType } from '../model/errors.ts'
import { PROTOBUF, readProtobuf } from '../protobuf/protobuf.ts'
import { PATCH_TYPES } from '../verbs/patch.ts'

const MOST_BYTES = 3 * 1024 * 1024

/** A body and its media type. */
export interface Body {
  readonly type: string
  /** Undefined for an empty one. */
  readonly value: unknown
}

type Read = (bytes: Buffer) => unknown

const READ: Readonly<Record<string, Read>> = {
  'application/json': bytes => JSON.parse(bytes.toString()),
  'application/yaml': bytes => parseYaml(bytes.toString(), 'body').value,
  [PROTOBUF]: knownProtobuf,
}

/** Reads what a request sends. Throws an ApiError for too much, or for what can't be read. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const [name = ''] = (request.headers['content-type'] ?? '').split(';')
  const type = name.trim().toLowerCase() || 'application/json'
  const bytes = await bytesOf(request)
  if (bytes.length === 0) return { type, value: undefined }
  const form = PATCH_TYPES.includes(type) ? 'application/json' : type
  const read = Object.hasOwn(READ, form) ? READ[form] : undefined
  if (!read)
    throw unsupportedMediaType(request.method === 'PATCH' ? PATCH_TYPES : Object.keys(READ))
  try {
    return { type, value: read(bytes) }
  } catch (error) {
    if (error instanceof ApiError) throw error
    throw badRequest(`the body can't be read as ${type}: ${messageOf(error)}`)
  }
}

function knownProtobuf(bytes: Buffer): unknown {
  const object = readProtobuf(bytes)
  if (object) return object
  throw unsupportedMediaType(['application/json', 'application/yaml'])
}

/** Reads to the end in any case: a client that is still sending would not see the answer. */
async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MOST_BYTES) chunks.push(chunk)
  }
  if (size <= MOST_BYTES) return Buffer.concat(chunks)
  const message = `Request entity too large: limit is ${MOST_BYTES}`
  throw new ApiError(413, 'RequestEntityTooLarge', message)
}
