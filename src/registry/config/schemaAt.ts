/** What is needed of a schema of zod's to look into it. */
interface Looked {
  readonly def: {
    readonly type: string
    readonly innerType?: Looked
    readonly in?: Looked
    readonly out?: Looked
    readonly shape?: Readonly<Record<string, Looked>>
    readonly element?: Looked
    readonly valueType?: Looked
  }
}

export type { Looked }

/** The schema without what makes it optional or gives it a default. */
export function bare(schema: Looked): Looked {
  return schema.def.innerType === undefined ? schema : bare(schema.def.innerType)
}

/** The schema of what is under a key or index. A key's case doesn't matter. Undefined where the schema knows no such key. */
export function within(schema: Looked, step: string): { name: string; schema: Looked } | undefined {
  const { shape, element, valueType } = bare(schema).def
  if (shape) {
    const name = Object.keys(shape).find(key => key.toLowerCase() === step.toLowerCase())
    const found = name === undefined ? undefined : shape[name]
    return name !== undefined && found ? { name, schema: found } : undefined
  }
  if (element) return /^\d+$/.test(step) ? { name: step, schema: element } : undefined
  return valueType && { name: step, schema: valueType }
}

/** True where both are the same schema, whatever is said about each. */
export function isSame(a: Looked, b: Looked): boolean {
  return bare(a).def === b.def
}

/** True where a value is written as text, whatever is made of it. */
export function isText(schema: Looked): boolean {
  const { type, in: written } = bare(schema).def
  return written ? isText(written) : type === 'string'
}
