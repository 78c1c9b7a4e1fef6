import { z } from 'zod'
import type { Cause } from '../model/apiError.ts'
import { invalidValue } from '../model/causes.ts'
import { fieldsIn, type KubeObject } from '../model/object.ts'
import { defineResource } from '../model/resource.ts'
import { AGE, column, NAME } from './columns.ts'
import { base64, checkKeyedData } from './keyedData.ts'

/** Settings by key. */
export const configMaps = defineResource({
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  fields: {
    immutable: z.boolean(),
    data: z.record(z.string(), z.string()),
    binaryData: z.record(z.string(), base64),
  },
  columns: [NAME, column('Data', 'How many values it has.', count), AGE],
  validate: (object, old) => [
    ...checkKeyedData(object, old, ['data', 'binaryData']),
    ...checkTwice(object),
  ],
})

function checkTwice(object: KubeObject): readonly Cause[] {
  const texts = fieldsIn(object, 'data')
  return Object.keys(fieldsIn(object, 'binaryData'))
    .filter(key => Object.hasOwn(texts, key))
    .map(key => invalidValue(`binaryData[${key}]`, key, 'duplicate of key present in data'))
}

function count(object: KubeObject): number {
  return ['data', 'binaryData'].flatMap(field => Object.keys(fieldsIn(object, field))).length
}
