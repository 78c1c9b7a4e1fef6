import { type Message, readMessage } from './message.ts'
import { MESSAGES } from './messages.ts'

/** The media type of a body that `readProtobuf` reads. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

const MAGIC = Buffer.from('k8s\0')

const ENVELOPE: Message = {
  fields: {
    1: ['type', { fields: { 1: ['apiVersion', 'text'], 2: ['kind', 'text'] } }],
    2: ['raw', 'bytes'],
  },
}

/** Reads a body as the JSON of the same object, or undefined for a kind whose messages aren't known. Throws for bytes that are no object. */
export function readProtobuf(body: Buffer): Record<string, unknown> | undefined {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC))
    throw new Error('the body has no prefix k8s\\0')
  const { type, raw = '' } = readMessage(ENVELOPE, body.subarray(MAGIC.length)) as Envelope
  const { apiVersion = '', kind = '' } = type ?? {}
  const message = MESSAGES[`${apiVersion} ${kind}`]
  return message && { kind, apiVersion, ...readMessage(message, Buffer.from(raw, 'base64')) }
}

interface Envelope {
  readonly type?: { readonly apiVersion?: string; readonly kind?: string }
  /** Base64. */
  readonly raw?: string
}
