import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Cause } from '../model/apiError.ts'
import { forbiddenValue, invalidValue, tooLong } from '../model/causes.ts'
import { fieldsIn, type KubeObject } from '../model/object.ts'

const MOST_BYTES = 1024 * 1024
const KEY = /^[-._a-zA-Z0-9]{1,253}$/

/** Bytes, as JSON has them. */
export const base64 = z.string().refine(isBase64, { error: 'illegal base64 data' })

/** What is wrong with the values by key of a secret or a config map. */
export function checkKeyedData(
  object: KubeObject,
  old: KubeObject | undefined,
  fields: readonly string[],
): readonly Cause[] {
  return [
    ...fields.flatMap(field => Object.keys(fieldsIn(object, field)).flatMap(keyCauses(field))),
    ...(sizeOf(object, fields) > MOST_BYTES ? [tooLong('data', MOST_BYTES)] : []),
    ...(old?.['immutable'] === true ? fixedCauses(object, old, fields) : []),
  ]
}

function keyCauses(field: string): (key: string) => Cause[] {
  return key => {
    if (KEY.test(key) && key !== '.' && !key.startsWith('..')) return []
    const why = `a valid config key must consist of alphanumeric characters, '-', '_' or '.'`
    return [invalidValue(`${field}[${key}]`, key, why)]
  }
}

function sizeOf(object: KubeObject, fields: readonly string[]): number {
  const sizes = fields.flatMap(field =>
    Object.values(fieldsIn(object, field)).map(value =>
      Buffer.byteLength(
        String(value),
        field === 'data' && object.kind !== 'Secret' ? 'utf8' : 'base64',
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

function fixedCauses(object: KubeObject, old: KubeObject, fields: readonly string[]): Cause[] {
  return ['immutable', ...fields]
    .filter(field => !isDeepStrictEqual(object[field], old[field]))
    .map(field => forbiddenValue(field, 'field is immutable when `immutable` is set'))
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/\s]*={0,2}$/.test(text)
}
