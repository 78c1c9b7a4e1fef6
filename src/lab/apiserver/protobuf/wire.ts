/** A field of a message as it is on the wire: a whole number, or the bytes of what it holds. */
export interface WireField {
  readonly tag: number
  readonly value: bigint | Buffer
}

const VARINT = 0
const EIGHT_BYTES = 1
const COUNTED = 2
const FOUR_BYTES = 5

/** The fields of a message in the order in which they came. Throws for bytes that are no message. */
export function* fieldsOf(bytes: Buffer): Generator<WireField> {
  let at = 0
  while (at < bytes.length) {
    const key = varint(bytes, at)
    const tag = Number(key.value >> 3n)
    const type = Number(key.value & 7n)
    const field = type === VARINT ? varint(bytes, key.end) : counted(bytes, key.end, type)
    yield { tag, value: field.value }
    at = field.end
  }
}

function varint(bytes: Buffer, start: number): { value: bigint; end: number } {
  let value = 0n
  for (let at = start; at < start + 10; at++) {
    const byte = bytes[at]
    if (byte === undefined) throw new Error('unexpected EOF')
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - start))
    if (byte < 0x80) return { value: BigInt.asIntN(64, value), end: at + 1 }
  }
  throw new Error('a number is longer than 64 bits')
}

function counted(bytes: Buffer, start: number, type: number): { value: Buffer; end: number } {
  const { from, length } = extent(bytes, start, type)
  const end = from + length
  if (length < 0 || end > bytes.length) throw new Error('unexpected EOF')
  return { value: bytes.subarray(from, end), end }
}

function extent(bytes: Buffer, start: number, type: number): { from: number; length: number } {
  if (type === EIGHT_BYTES) return { from: start, length: 8 }
  if (type === FOUR_BYTES) return { from: start, length: 4 }
  if (type !== COUNTED) throw new Error(`wire type ${type} is unknown`)
  const { value, end } = varint(bytes, start)
  return { from: end, length: Number(value) }
}
