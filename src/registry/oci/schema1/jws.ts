import { z } from 'zod'
import { OciError } from '../error.ts'

const signature = z.object({
  header: z.object({
    jwk: z.record(z.string(), z.string()).exactOptional(),
    alg: z.string(),
    x5c: z.array(z.string()).exactOptional(),
  }),
  signature: z.string(),
  protected: z.string(),
})

/** One signature of a manifest, with the public key that it was made by. The order of its keys is part of the format. */
export type Signature = z.output<typeof signature>

const signed = z.looseObject({ signatures: z.array(signature).min(1) })

const format = z.looseObject({
  formatLength: z.int().positive(),
  formatTail: z.string(),
})

/** A manifest apart from its signatures. Whether they are right is not known. */
export interface Signed {
  /** What is signed, and what the manifest's digest is made of. */
  readonly payload: Buffer
  readonly signatures: readonly Signature[]
}

/** Takes a signed manifest apart. Throws OciError for one without signatures. */
export function takeApart(bytes: Buffer): Signed {
  const { success, data } = signed.safeParse(parseJson(bytes))
  if (!success) throw unverified('it has no signatures that can be read')
  const { signatures } = data
  const payloads = signatures.map(one => payloadOf(bytes, one))
  const [payload = Buffer.alloc(0), ...others] = payloads
  if (others.some(other => !other.equals(payload))) {
    throw unverified('its signatures are not of the same content')
  }
  return { payload, signatures }
}

/** Puts signatures into a manifest as its last member, indented as it is itself. */
export function putTogether({ payload, signatures }: Signed): Buffer {
  const indent = /^\{\n(\s*)"/.exec(payload.toString('utf8', 0, LONGEST_INDENT))?.[1] ?? ''
  const { formatLength } = formatOf(payload)
  const list = JSON.stringify([...signatures].sort(byKey), undefined, indent)
  const member =
    indent === ''
      ? `,"signatures":${list}}`
      : `,\n${indent}"signatures": ${list.replaceAll('\n', `\n${indent}`)}\n}`
  return Buffer.concat([payload.subarray(0, formatLength), Buffer.from(member)])
}

const LONGEST_INDENT = 64

/** What a signature protects beside the payload: where in it the last member ends, and what follows there. */
export function formatOf(payload: Buffer): { formatLength: number; formatTail: string } {
  const text = payload.toString('latin1')
  const formatLength = text.slice(0, text.lastIndexOf('}')).trimEnd().length
  return { formatLength, formatTail: payload.subarray(formatLength).toString('base64url') }
}

/** Reads a signature that was kept on its own; undefined for what is none. */
export function parseSignature(bytes: Buffer): Signature | undefined {
  return signature.safeParse(parseJson(bytes)).data
}

/** An error for a manifest whose signatures prove nothing. */
export function unverified(because: string, cause?: unknown): OciError {
  return new OciError('MANIFEST_UNVERIFIED', { because, detail: because, cause })
}

function payloadOf(bytes: Buffer, { protected: text }: Signature): Buffer {
  const { success, data } = format.safeParse(parseJson(Buffer.from(text, 'base64url')))
  if (!success || data.formatLength > bytes.length) {
    throw unverified('a signature does not say what it is of')
  }
  const tail = Buffer.from(data.formatTail, 'base64url')
  return Buffer.concat([bytes.subarray(0, data.formatLength), tail])
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    // What can't be read holds nothing that is looked for.
    return undefined
  }
}

function byKey(a: Signature, b: Signature): number {
  const key = ({ header, signature: text }: Signature) => `${header.jwk?.['kid'] ?? ''} ${text}`
  return key(a) < key(b) ? -1 : 1
}
