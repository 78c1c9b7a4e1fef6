import { z } from 'zod'
import type { Cause } from '../model/apiError.ts'
import { immutable, invalidValue, requiredValue } from '../model/causes.ts'
import { fieldsIn, type KubeObject, textIn } from '../model/object.ts'
import { defineResource } from '../model/resource.ts'
import { AGE, column, NAME } from './columns.ts'
import { base64, checkKeyedData } from './keyedData.ts'

/** Values by key that are not for everybody. */
export const secrets = defineResource({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  fields: {
    immutable: z.boolean(),
    data: z.record(z.string(), base64),
    stringData: z.record(z.string(), z.string()),
    type: z.string(),
  },
  selectable: { type: object => textIn(object, 'type') },
  columns: [
    NAME,
    column('Type', 'What its values are for.', object => textIn(object, 'type')),
    column('Data', 'How many values it has.', ({ data }) => Object.keys(data ?? {}).length),
    AGE,
  ],
  prepare,
  validate: (object, old) => [
    ...checkKeyedData(object, old, ['data']),
    ...checkType(object),
    ...(old && old['type'] !== object['type'] ? [immutable('type', object['type'])] : []),
  ],
})

/** Texts are written, and shown as the bytes that they are. */
function prepare({ stringData, type = 'Opaque', ...secret }: KubeObject): KubeObject {
  const texts = Object.entries((stringData ?? {}) as Record<string, string>)
  const written = texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')])
  const data = { ...fieldsIn(secret as KubeObject, 'data'), ...Object.fromEntries(written) }
  const { kind, apiVersion, metadata, data: _, ...rest } = secret as KubeObject
  return {
    kind,
    apiVersion,
    metadata,
    ...rest,
    ...(Object.keys(data).length > 0 ? { data } : {}),
    type,
  }
}

/** Keys that a secret of a type must have. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
}

/** Types whose values are JSON. */
const JSON_TYPES = ['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg']

const ACCOUNT = 'kubernetes.io/service-account.name'

function checkType(secret: KubeObject): readonly Cause[] {
  const type = textIn(secret, 'type')
  if (type === 'kubernetes.io/service-account-token') return checkAccount(secret)
  if (type === 'kubernetes.io/basic-auth') return checkBasic(secret)
  const data = fieldsIn(secret, 'data')
  const keys = Object.hasOwn(REQUIRED, type) ? (REQUIRED[type] ?? []) : []
  return keys.flatMap(key => {
    const value = data[key]
    if (typeof value !== 'string') return [requiredValue(`data[${key}]`)]
    return JSON_TYPES.includes(type) ? checkJson(`data[${key}]`, value) : []
  })
}

function checkJson(field: string, value: string): readonly Cause[] {
  try {
    JSON.parse(Buffer.from(value, 'base64').toString())
    return []
  } catch {
    // Its parser would quote the secret.
    return [invalidValue(field, '<secret contents redacted>', 'it is not JSON')]
  }
}

function checkBasic(secret: KubeObject): readonly Cause[] {
  const data = fieldsIn(secret, 'data')
  if (data['username'] !== undefined || data['password'] !== undefined) return []
  return [requiredValue('data[username]'), requiredValue('data[password]')]
}

function checkAccount({ metadata }: KubeObject): readonly Cause[] {
  if (metadata.annotations?.[ACCOUNT]) return []
  return [requiredValue(`metadata.annotations[${ACCOUNT}]`)]
}
