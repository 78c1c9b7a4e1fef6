import forge from 'node-forge'

const { asn1 } = forge
const { Class, Type } = asn1

/** One ASN.1 value. */
export type Der = forge.asn1.Asn1

/** A SEQUENCE of values. */
export function sequence(...items: readonly Der[]): Der {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...items])
}

/** A SET of values. */
export function set(...items: readonly Der[]): Der {
  return asn1.create(Class.UNIVERSAL, Type.SET, true, [...items])
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Der {
  return primitive(Type.OID, asn1.oidToDer(dotted).getBytes())
}

/** An INTEGER from big-endian bytes without a sign: leading zeros are put right. */
export function unsigned(bytes: Uint8Array): Der {
  const first = bytes.findIndex(byte => byte !== 0)
  const digits = first < 0 ? Buffer.alloc(1) : Buffer.from(bytes.subarray(first))
  const isSigned = (digits[0] ?? 0) >= 0x80
  return primitive(
    Type.INTEGER,
    binary(isSigned ? Buffer.concat([Buffer.alloc(1), digits]) : digits),
  )
}

/** BOOLEAN TRUE. FALSE is always a default, which DER leaves out. */
export function yes(): Der {
  return primitive(Type.BOOLEAN, '\xff')
}

/** NULL. */
export function nothing(): Der {
  return primitive(Type.NULL, '')
}

/** A UTF8String. */
export function utf8(text: string): Der {
  return primitive(Type.UTF8, binary(Buffer.from(text, 'utf8')))
}

/** An OCTET STRING of bytes, or of another value's encoding. */
export function octets(content: Uint8Array | Der): Der {
  return primitive(
    Type.OCTETSTRING,
    binary(content instanceof Uint8Array ? content : encode(content)),
  )
}

/** A BIT STRING of whole bytes, or with its last bits unused. */
export function bits(bytes: Uint8Array, unused = 0): Der {
  return primitive(Type.BITSTRING, binary(Buffer.concat([Buffer.from([unused]), bytes])))
}

/** A time to the second, in the form that RFC 5280 asks for its year. */
export function time(date: Date): Der {
  return date.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, asn1.dateToUtcTime(date))
    : primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date))
}

/** A context-specific tag: around values, or in place of a primitive's own. */
export function tagged(tag: number, content: Uint8Array | readonly Der[]): Der {
  return content instanceof Uint8Array
    ? asn1.create(Class.CONTEXT_SPECIFIC, tag, false, binary(content))
    : asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [...content])
}

/** The DER encoding of a value. */
export function encode(value: Der): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'binary')
}

/** Reads one DER value; throws for anything malformed. */
export function decode(bytes: Uint8Array): Der {
  return asn1.fromDer(binary(bytes))
}

/** The values inside a constructed one; none inside a primitive. */
export function parts(value: Der | undefined): readonly Der[] {
  return typeof value?.value === 'object' ? value.value : []
}

/** The content bytes of a primitive value. */
export function content(value: Der | undefined): Buffer {
  return Buffer.from(typeof value?.value === 'string' ? value.value : '', 'binary')
}

/** Whether a value carries this context-specific tag. */
export function isTagged(value: Der | undefined, tag: number): boolean {
  return value?.tagClass === Class.CONTEXT_SPECIFIC && value.type === tag
}

function primitive(type: forge.asn1.Type, value: string): Der {
  return asn1.create(Class.UNIVERSAL, type, false, value)
}

function binary(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('binary')
}
