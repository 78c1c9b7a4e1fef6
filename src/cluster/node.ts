import { Fault } from '../base/fault.ts'
import type { ClusterObject } from './object.ts'
import type { Labels } from './selector.ts'

/** A node as far as placing things on it goes. */
export interface Node {
  readonly name: string
  readonly labels: Labels
  readonly isReady: boolean
  readonly isSchedulable: boolean
}

interface NodeObject {
  readonly spec?: { readonly unschedulable?: boolean }
  readonly status?: { readonly conditions?: readonly { type: string; status: string }[] }
}

/** Reads a node object. */
export function nodeOf(object: ClusterObject): Node {
  const { spec, status } = object as NodeObject
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return {
    name: object.metadata.name,
    labels: object.metadata.labels ?? {},
    isReady: ready?.status === 'True',
    isSchedulable: spec?.unschedulable !== true,
  }
}

const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/
const PREFIX = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/

/** Throws a Fault for a label that the cluster would refuse. */
export function checkLabel(key: string, value: string | undefined): void {
  const [name = '', prefix, more] = key.split('/').reverse()
  const isKey =
    more === undefined &&
    name.length <= 63 &&
    NAME.test(name) &&
    (prefix === undefined || (prefix.length <= 253 && PREFIX.test(prefix)))
  if (!isKey) throw new Fault(`"${key}" can't be the key of a label`)
  if (value !== undefined && value !== '' && !(value.length <= 63 && NAME.test(value)))
    throw new Fault(`"${value}" can't be the value of label ${key}`, {
      hint: 'at most 63 letters, digits, dots, dashes and underscores, the first and last a letter or digit',
    })
}
