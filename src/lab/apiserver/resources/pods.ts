import { z } from 'zod'
import { fieldsIn, type KubeObject, textIn } from '../model/object.ts'
import { defineResource } from '../model/resource.ts'
import { AGE, column, NAME } from './columns.ts'

/** Containers that run together. Nothing here runs any, so there are none and none can be made; clients look for them all the same. */
export const pods = defineResource({
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  verbs: ['get', 'list', 'watch'],
  fields: { spec: z.looseObject({}), status: z.looseObject({}) },
  selectable: {
    'spec.nodeName': pod => textIn(fieldsIn(pod, 'spec'), 'nodeName'),
    'status.phase': phaseOf,
  },
  columns: [NAME, column('Status', 'How far it has come.', phaseOf), AGE],
})

function phaseOf(pod: KubeObject): string {
  return textIn(fieldsIn(pod, 'status'), 'phase')
}
